/* style/ckmeans.h: the natural breaks of a series: the partition with the least sum of squared distances to the classes' means. */
#ifndef TERRIL_STYLE_CKMEANS_H
#define TERRIL_STYLE_CKMEANS_H

#include <stddef.h>

/* Wang and Song, Ckmeans.1d.dp: Optimal k-means Clustering in One Dimension by Dynamic Programming, The R Journal 3/2, 2011;
 * each row is filled by halving, since the best cut never moves back (Song and Zhong, Bioinformatics 36, 2020):
 * O(classes x count x log count). The same classes as Fisher's and Jenks's, exactly the best.
 *
 * Of `sorted` (ascending, finite, at least one): how many classes, which is `asked` (at least 1) or the number of different values
 * when that is less; class i begins at sorted[starts[i]]. Equal values stay together. Of partitions equally good the one
 * whose upper classes are the widest. */
size_t ckmeans(const double *sorted, size_t count, size_t asked, size_t *starts);

#endif
