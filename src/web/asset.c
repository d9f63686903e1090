#include "web/asset.h"

const struct asset *asset_find(struct str name)
{
    size_t lo = 0, hi = assets_n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(name, str_from(assets[mid].name));

        if (c == 0)
            return &assets[mid];
        if (c < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}
