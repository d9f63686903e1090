/* asset.h - style sheets, scripts, fonts and pictures of src/web/assets, embedded with their
 * compressed form and their ETag by tools/embed.py. */
#ifndef PBIS_WEB_ASSET_H
#define PBIS_WEB_ASSET_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct asset {
    const char *name; /* path below assets/, such as "fonts/sarabun-400.woff2" */
    const char *type; /* Content-Type */
    const uint8_t *body;
    size_t body_n;
    const uint8_t *gzip; /* NULL when packing does not make it smaller */
    size_t gzip_n;
    const char *etag; /* 32 hexadecimal digits of the SHA-256, without quotes */
};

extern const struct asset assets[]; /* sorted by the bytes of the name */
extern const size_t assets_n;

/* NULL when there is no such asset. */
const struct asset *asset_find(struct str name);

#endif
