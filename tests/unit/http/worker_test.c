#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct task {
    struct worker_job job;
    int order; /* in which it was run or dropped, from 1 */
    bool was_dropped;
};

static atomic_int count;
static atomic_int gate;

static void task_run(struct worker_job *job)
{
    while (!atomic_load(&gate))
        usleep(1000);
    ((struct task *)job)->order = atomic_fetch_add(&count, 1) + 1;
}

static void task_drop(struct worker_job *job)
{
    ((struct task *)job)->order = atomic_fetch_add(&count, 1) + 1;
    ((struct task *)job)->was_dropped = true;
}

static bool add(struct worker_pool *pool, struct task *task)
{
    *task = (struct task){.job = {.run = task_run, .drop = task_drop}};
    return worker_add(pool, &task->job);
}

static void count_reaches(int value)
{
    for (int i = 0; i < 5000 && atomic_load(&count) < value; i++)
        usleep(1000);
    assert_int_equal(atomic_load(&count), value);
}

/* Until the threads have taken all that they take. */
static void queue_empties(struct worker_pool *pool)
{
    for (int i = 0; i < 5000 && worker_waiting(pool) > 0; i++)
        usleep(1000);
    assert_int_equal(worker_waiting(pool), 0);
}

static int set_up(void **state)
{
    (void)state;
    atomic_store(&count, 0);
    atomic_store(&gate, 1);
    return 0;
}

static void jobs_are_run_in_the_order_they_came(void **state)
{
    (void)state;
    struct task tasks[20];
    struct worker_pool *pool = worker_open(1, 20, NULL);
    for (int i = 0; i < 20; i++)
        assert_true(add(pool, &tasks[i]));
    count_reaches(20);
    worker_close(pool);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(tasks[i].order, i + 1);
        assert_false(tasks[i].was_dropped);
    }
}

static void a_full_queue_says_no_at_once(void **state)
{
    (void)state;
    struct task running, waiting[2], refused;
    struct worker_pool *pool = worker_open(1, 2, NULL);
    atomic_store(&gate, 0);
    assert_true(add(pool, &running));
    queue_empties(pool);
    assert_true(add(pool, &waiting[0]));
    assert_true(add(pool, &waiting[1]));
    assert_false(add(pool, &refused));
    atomic_store(&gate, 1);
    count_reaches(3);
    assert_int_equal(refused.order, 0);
    worker_close(pool);
}

static void *open_gate(void *nothing)
{
    usleep(100000);
    atomic_store(&gate, 1);
    return nothing;
}

static void stopping_drops_what_waits_and_finishes_what_runs(void **state)
{
    (void)state;
    struct task running, waiting, late;
    pthread_t opener;
    struct worker_pool *pool = worker_open(1, 2, NULL);
    atomic_store(&gate, 0);
    add(pool, &running);
    queue_empties(pool);
    add(pool, &waiting);
    pthread_create(&opener, NULL, open_gate, NULL);
    worker_stop(pool);
    pthread_join(opener, NULL);
    assert_int_equal(running.order, 1);
    assert_false(running.was_dropped);
    assert_true(waiting.was_dropped);
    assert_false(add(pool, &late));
    worker_close(pool);
    worker_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(jobs_are_run_in_the_order_they_came, set_up),
        cmocka_unit_test_setup(a_full_queue_says_no_at_once, set_up),
        cmocka_unit_test_setup(stopping_drops_what_waits_and_finishes_what_runs, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
