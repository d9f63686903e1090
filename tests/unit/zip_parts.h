/* zip_parts.h - zip files made in memory for tests: parts of a workbook as text. */
#ifndef PBIS_TESTS_ZIP_PARTS_H
#define PBIS_TESTS_ZIP_PARTS_H

#include <assert.h>
#include <string.h>
#include <zip.h>

#include "base/arena.h"
#include "base/str.h"

struct zip_part {
    const char *name;
    struct str text;
};

/* The bytes of a zip file with these parts; `method` ZIP_CM_STORE or ZIP_CM_DEFLATE. */
static inline struct str zip_parts(struct arena *a, const struct zip_part *part, size_t n,
                                   int method)
{
    zip_error_t why;
    zip_stat_t st;
    zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_t *z = zip_open_from_source(out, ZIP_TRUNCATE, &why);
    char *p;

    assert(out && z);
    zip_source_keep(out);
    for (size_t i = 0; i < n; i++) {
        zip_source_t *s = zip_source_buffer(z, part[i].text.p, part[i].text.n, 0);
        zip_int64_t at = zip_file_add(z, part[i].name, s, ZIP_FL_ENC_UTF_8);

        if (at < 0) { /* a name that may not be */
            zip_source_free(s);
            continue;
        }
        (void)zip_set_file_compression(z, (zip_uint64_t)at, method, 9);
    }
    if (zip_close(z) != 0) {
        zip_discard(z);
        zip_source_free(out);
        return STR_NONE;
    }
    if (zip_source_stat(out, &st) != 0 || zip_source_open(out) != 0)
        return STR_NONE;
    p = arena_alloc(a, st.size);
    (void)zip_source_read(out, p, st.size);
    zip_source_close(out);
    zip_source_free(out);
    return (struct str){p, st.size};
}

/* The parts that every workbook has, with one sheet "ข้อมูล". */
static inline struct str zip_workbook(struct arena *a, struct str sheet, struct str strings,
                                      struct str styles, bool is_1904)
{
    struct zip_part part[6] = {
        {"[Content_Types].xml", STR("<Types/>")},
        {"xl/workbook.xml",
         str_format(a,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook xmlns:r=\"r\">"
                    "<workbookPr date1904=\"%d\"/><sheets><sheet name=\"ข้อมูล\" sheetId=\"1\" "
                    "r:id=\"rId7\"/></sheets></workbook>",
                    is_1904 ? 1 : 0)},
        {"xl/_rels/workbook.xml.rels",
         STR("<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/sheet1.xml\"/>"
             "</Relationships>")},
        {"xl/worksheets/sheet1.xml", sheet},
    };
    size_t n = 4;

    if (strings.n)
        part[n++] = (struct zip_part){"xl/sharedStrings.xml", strings};
    if (styles.n)
        part[n++] = (struct zip_part){"xl/styles.xml", styles};
    return zip_parts(a, part, n, ZIP_CM_DEFLATE);
}

#endif
