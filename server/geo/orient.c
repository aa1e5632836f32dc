#include "geo/orient.h"

#include <math.h>

/* Shewchuk (1997), ccwerrboundA: (3 + 16 e) e with e = 2^-53. */
#define ORIENT_ERROR_BOUND 3.3306690738754716e-16

/* A sum kept without error as doubles that do not overlap, from the smallest to the largest. */
struct expansion {
    double terms[12]; /* six products of two terms each */
    int count;
};

/* Shewchuk's grow-expansion, with zeros left out. */
static void expansion_add(struct expansion *sum, double number)
{
    int kept = 0;
    for (int i = 0; i < sum->count; i++) {
        double term = sum->terms[i];
        double total = number + term; /* two-sum: total + rest is number + term exactly */
        double shadow = total - number;
        double rest = (number - (total - shadow)) + (term - shadow);
        if (rest != 0.0)
            sum->terms[kept++] = rest;
        number = total;
    }
    if (number != 0.0)
        sum->terms[kept++] = number;
    sum->count = kept;
}

static void expansion_add_product(struct expansion *sum, double left, double right)
{
    double product = left * right;
    expansion_add(sum, fma(left, right, -product)); /* what the rounding of the product lost */
    expansion_add(sum, product);
}

static int sign_of(double number)
{
    return (number > 0.0) - (number < 0.0);
}

static int orient_sign_exact(struct point a, struct point b, struct point c)
{
    /* (a - c) x (b - c), multiplied out so that no difference is rounded; c.x c.y cancels. */
    struct expansion sum = {.count = 0};
    expansion_add_product(&sum, a.x, b.y);
    expansion_add_product(&sum, -a.x, c.y);
    expansion_add_product(&sum, -c.x, b.y);
    expansion_add_product(&sum, -a.y, b.x);
    expansion_add_product(&sum, a.y, c.x);
    expansion_add_product(&sum, c.y, b.x);
    return sum.count == 0 ? 0 : sign_of(sum.terms[sum.count - 1]);
}

int orient_sign(struct point a, struct point b, struct point c)
{
    double left = (a.x - c.x) * (b.y - c.y);
    double right = (a.y - c.y) * (b.x - c.x);
    double determinant = left - right;
    double error = ORIENT_ERROR_BOUND * (fabs(left) + fabs(right));
    if (determinant > error || -determinant > error)
        return sign_of(determinant);
    return orient_sign_exact(a, b, c);
}
