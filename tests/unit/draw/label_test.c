#include "draw/label.h"

#include "draw/fixture.h"

#include <math.h>

static const struct box frame = {0, 0, 400, 200};

static struct label label_at(const char *text, double x, double y, int rank)
{
    return (struct label){
        .text = text, .anchor = {x, y}, .size = 12, .halo = 1.7, .weight = WEIGHT_MEDIUM, .rank = rank};
}

static void names_at_one_place_do_not_overlap(void **state)
{
    struct label labels[] = {label_at("Lens", 200, 100, 2), label_at("Liévin", 200, 100, 2),
                             label_at("Hénin-Beaumont", 205, 102, 1), label_at("Avion", 198, 140, 2)};
    labels_place(labels, 4, occupancy_new(frame, 1.5, *state), frame);
    for (size_t i = 0; i < 4; i++) {
        assert_true(labels[i].is_placed);
        for (size_t j = 0; j < i; j++)
            assert_false(box_meets(labels[i].box, labels[j].box));
    }
}

static void no_name_is_cut_by_the_frame(void **state)
{
    struct label labels[] = {label_at("Saint-Amand-les-Eaux", 0, 0, 1), label_at("Vitry-en-Artois", 400, 200, 1),
                             label_at("Carvin", 400, 0, 2), label_at("Denain", 0, 200, 2)};
    labels_place(labels, 4, occupancy_new(frame, 1.5, *state), frame);
    for (size_t i = 0; i < 4; i++) {
        assert_true(labels[i].is_placed);
        assert_true(box_contains(frame, labels[i].box));
    }
}

static void a_name_stands_beside_a_symbol_not_on_it(void **state)
{
    struct occupancy *occupancy = occupancy_new(frame, 1.5, *state);
    struct box symbol = {195, 95, 205, 105};
    occupancy_forbid(occupancy, symbol);
    struct label label = label_at("Béthune", 200, 100, 1);
    labels_place(&label, 1, occupancy, frame);
    assert_true(label.is_placed);
    assert_false(box_meets(label.box, symbol));
    assert_true(hypot(label.x - 200, label.y - 100) < 60);
}

static void a_name_keeps_off_an_estate_where_there_is_room(void **state)
{
    struct geometry estate = {.type = GEOMETRY_POLYGON, .point_count = 5, .ring_count = 1, .part_count = 1};
    struct point points[] = {{190, 92}, {210, 92}, {210, 108}, {190, 108}, {190, 92}};
    uint32_t five = 5, one = 1;
    estate.points = points;
    estate.ring_end = &five;
    estate.part_end = &one;
    struct occupancy *occupancy = occupancy_new(frame, 1.5, *state);
    occupancy_add(occupancy, &estate);
    struct label label = label_at("Douai", 200, 100, 2);
    labels_place(&label, 1, occupancy, frame);
    assert_true(label.is_placed);
    assert_false(box_meets(label.box, (struct box){190, 92, 210, 108}));
}

static void the_more_important_name_stays_nearer(void **state)
{
    struct label labels[] = {label_at("Petit", 200, 100, 3), label_at("Grand", 200, 100, 1)};
    labels_place(labels, 2, occupancy_new(frame, 1.5, *state), frame);
    assert_string_equal(labels[0].text, "Grand");
    assert_float_equal(labels[0].x, 200, 1e-9);
}

/* Where all is forbidden but a corner, a seat goes there; a town would be read as another place. */
static void a_town_is_left_out_rather_than_far_from_its_place(void **state)
{
    struct occupancy *occupancy = occupancy_new(frame, 1.5, *state);
    occupancy_forbid(occupancy, (struct box){0, 0, 400, 122});
    struct label seat = label_at("Lens", 200, 100, 1), town = label_at("Lens", 200, 100, 2);
    labels_place(&seat, 1, occupancy, frame);
    labels_place(&town, 1, occupancy, frame);
    assert_true(seat.is_placed);
    assert_false(town.is_placed);
}

static void a_name_without_room_is_left_out(void **state)
{
    struct occupancy *occupancy = occupancy_new(frame, 1.5, *state);
    occupancy_forbid(occupancy, frame);
    struct label label = label_at("Douai", 200, 100, 1);
    labels_place(&label, 1, occupancy, frame);
    assert_false(label.is_placed);
}

/* Symbols all over: a seat stands on one rather than nowhere, a small place is left out. */
static void a_seat_stands_on_a_symbol_rather_than_nowhere(void **state)
{
    struct occupancy *occupancy = occupancy_new(frame, 1.5, *state);
    occupancy_mark(occupancy, frame, OCCUPANCY_SYMBOL);
    struct label labels[] = {label_at("Hénin-Beaumont", 200, 100, 1), label_at("Rely", 50, 50, 3)};
    labels_place(labels, 2, occupancy, frame);
    assert_true(labels[0].is_placed);
    assert_false(labels[1].is_placed);
}

/* Dots everywhere, but for a gap three lines below: whoever reads the name there would take it for another place's. */
static void a_seat_covers_a_dot_rather_than_go_far(void **state)
{
    struct occupancy *occupancy = occupancy_new(frame, 1.5, *state);
    for (double y = 5; y < 195; y += 14)
        for (double x = 5; x < 395; x += 28)
            if (y < 125 || y > 160)
                occupancy_mark(occupancy, (struct box){x, y, x + 2.9, y + 2.9}, OCCUPANCY_SYMBOL);
    struct label label = label_at("Hénin-Beaumont", 200, 100, 1);
    labels_place(&label, 1, occupancy, frame);
    assert_true(label.is_placed);
    assert_true(box_contains(box_grow(label.box, label.size), box_of_point(200, 100)));
}

static void a_turned_name_leaves_the_corners_of_its_box_free(void **state)
{
    struct label along = label_at("Véloroute du Bassin minier", 200, 100, 1);
    along.is_along = true;
    along.angle = -0.5;
    along.stretch = 300;
    struct label labels[] = {along, label_at("Ici", 150, 90, 3)};
    labels[1].anchors[0] = LABEL_CENTER;
    labels[1].anchor_count = 1;
    labels_place(labels, 2, occupancy_new(frame, 1.5, *state), frame);
    assert_true(labels[0].is_placed && labels[1].is_placed);
    assert_true(box_meets(labels[0].box, labels[1].box));
    labels[1] = label_at("Ici", 200, 100, 3);
    labels[1].anchors[0] = LABEL_CENTER;
    labels[1].anchor_count = 1;
    labels_place(labels, 2, occupancy_new(frame, 1.5, *state), frame);
    assert_false(labels[1].is_placed);
}

static void a_name_longer_than_its_straight_piece_is_left_out(void **state)
{
    struct label along = label_at("Véloroute du Bassin minier", 200, 100, 1);
    along.is_along = true;
    along.stretch = 40;
    labels_place(&along, 1, occupancy_new(frame, 1.5, *state), frame);
    assert_false(along.is_placed);
}

static void the_order_given_does_not_matter(void **state)
{
    struct label one[] = {label_at("Lens", 200, 100, 2), label_at("Liévin", 201, 100, 2),
                          label_at("Avion", 199, 99, 2)};
    struct label other[] = {one[2], one[0], one[1]};
    labels_place(one, 3, occupancy_new(frame, 1.5, *state), frame);
    labels_place(other, 3, occupancy_new(frame, 1.5, *state), frame);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(one[i].text, other[i].text);
        assert_true(one[i].x == other[i].x && one[i].y == other[i].y);
    }
}

/* On one line, "Douai" in its own place would leave "Hénin-Beaumont" no room but the far right. */
static void a_seat_gives_way_when_all_seats_stand_better(void **state)
{
    const struct box line = {0, 0, 400, 18};
    struct label labels[] = {label_at("Douai", 100, 9, 1), label_at("Hénin-Beaumont", 62, 9, 1)};
    labels[1].sort_key = 1;
    labels_place(labels, 2, occupancy_new(line, 1.5, *state), line);
    for (size_t i = 0; i < 2; i++) {
        assert_true(labels[i].is_placed);
        assert_true(fabs(labels[i].x - labels[i].anchor.x) < 60);
    }
    assert_false(box_meets(labels[0].box, labels[1].box));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(names_at_one_place_do_not_overlap),
        TEST(a_seat_gives_way_when_all_seats_stand_better),
        TEST(no_name_is_cut_by_the_frame),
        TEST(a_name_stands_beside_a_symbol_not_on_it),
        TEST(a_name_keeps_off_an_estate_where_there_is_room),
        TEST(the_more_important_name_stays_nearer),
        TEST(a_town_is_left_out_rather_than_far_from_its_place),
        TEST(a_name_without_room_is_left_out),
        TEST(a_seat_stands_on_a_symbol_rather_than_nowhere),
        TEST(a_seat_covers_a_dot_rather_than_go_far),
        TEST(a_turned_name_leaves_the_corners_of_its_box_free),
        TEST(a_name_longer_than_its_straight_piece_is_left_out),
        TEST(the_order_given_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
