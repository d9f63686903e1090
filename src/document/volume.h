/* volume.h - one book of the set that goes with an ordinance (เล่มเอกสารประกอบร่างข้อบัญญัติ): said once, printed as PDF with
 * the data of its tables attached (CSV and JSON each), or as its workbook twin.
 *
 * What says the volume runs twice for a PDF (to learn the pages, then to draw) and once for a workbook; it must say the
 * same each time. Printed figures are Thai digits, codes keep Arabic ones; the attached data and the workbook hold
 * plain figures. A row says which figure of the budget it prints (`tie`): all volumes of one set that name the same
 * tie and column must print the same figure, which document/tie.h proves from the attached data alone. */
#ifndef PBIS_DOCUMENT_VOLUME_H
#define PBIS_DOCUMENT_VOLUME_H

#include "base/date.h"
#include "base/money.h"
#include "document/document.h"

enum { VOLUME_COLUMNS = 12 };

struct volume_info {
    int64_t year, ordinance,
        number;      /* number: its place in the printed order, 1..77 (DOMAIN.md 2.1); 0 = none */
    struct str word; /* "07-10000000": the file's name without its ending */
    struct str title, subtitle; /* as on the cover: title of the book, of the agency */
    struct str agency_code;     /* empty: of the city */
    struct str stage_text; /* what the amounts are: "ร่างที่เสนอสภา" */
    struct str version_text; /* which version of the draft */
    int64_t change_id;       /* newest change of an amount that is in it */
    struct date issued;
    bool draft, demo, partial;
};

enum volume_kind {
    VOLUME_TEXT,
    VOLUME_CODE,
    VOLUME_MONEY,
    VOLUME_COUNT,
    VOLUME_SHARE,
    VOLUME_QUANTITY
};
struct volume_column {
    const char *
        key; /* name in the data: "amount"; money is written as <key>_satang in JSON, baht in CSV */
    struct str label;
    enum volume_kind kind;
    int weight; /* of VOLUME_TEXT: its share of the width that figures leave */
    bool
        carry; /* VOLUME_MONEY: the running sum is printed at the foot and the head of each page (ยอดยกไป, ยอดยกมา) */
};
enum volume_role { VOLUME_ITEM, VOLUME_HEAD, VOLUME_SUBTOTAL, VOLUME_TOTAL };
struct volume_cell {
    struct str text; /* TEXT, CODE; QUANTITY: its unit */
    int64_t n;       /* MONEY satang, COUNT, SHARE basis points, QUANTITY thousandths */
    bool none;       /* nothing is printed */
};
/* Within a table a SUBTOTAL is the sum of the ITEMs since the HEAD of its level (or the table's begin), a TOTAL that of
 * all: the engine adds them up itself and refuses to print another figure (ERR_DOCUMENT_SUM). */
struct volume_row {
    enum volume_role role;
    int level; /* of a HEAD and its SUBTOTAL: 0 = outermost */
    struct str
        tie; /* "city/total", "agency:10000000", "type:3", "plan:0503/agency:10000000"; empty = none */
    struct str index; /* a word for the index at the end, leading to this page; empty = none */
    struct volume_cell cell[VOLUME_COLUMNS];
};

struct volume;
typedef bool volume_fn(struct volume *v, void *ctx, struct err *e);
/* Prints to `path` (.pdf or .xlsx), staged beside it; equal calls give equal bytes. ret: pages, lines (items of all
 * tables), total (the TOTAL of the first money column of the first table). ERR_FONT, ERR_FILE_WRITE,
 * ERR_DOCUMENT_SUM {what, printed, expected}, ERR_CHILD, what fn says. */
MUST_CHECK bool volume_print(const char *path, const struct volume_info *info, volume_fn *fn,
                             void *ctx, struct document_result *ret, struct err *e);
/* The same said, and only hashed: SHA-256 of info (without change_id, version_text, issued) and of all that fn says, in
 * order; ret as above with pages 0, and the same ERR_DOCUMENT_SUM. So that only what changed is printed anew. */
MUST_CHECK bool volume_digest(const struct volume_info *info, volume_fn *fn, void *ctx,
                              uint8_t ret_sha[32], struct document_result *ret, struct err *e);
/* Beside ID.csv and ID.json of each table the PDF carries `volume.json`, all of it in one, which document/tie.h reads:
 * the facts of the book and "tables", each as its ID.json. */
struct arena *volume_arena(struct volume *v); /* scratch, gone when the volume is printed */

/* ---- saying it: cover, contents and index are the engine's own ---- */
void volume_chapter(struct volume *v,
                    struct str title); /* a new page, bookmarked, in the contents */
void volume_heading(struct volume *v, int level,
                    struct str title); /* level 1..3; 1 is bookmarked */
void volume_text(struct volume *v,
                 struct str text); /* a paragraph, distributed as Thai books are */
void volume_item(struct volume *v, struct str label,
                 struct str text); /* "1." and its text, hanging */
void volume_note(struct volume *v, struct str text);
void volume_gap(struct volume *v, int points);
/* A picture (chart.h) over the width of the text, under its chapter's or heading's title; its texts are printed as they
 * are. Its figures stand in a table beside it: a workbook and the data hold that one alone. */
struct scene;
void volume_scene(struct volume *v, const struct scene *s);
/* id: of the attached files, "by_agency" -> by_agency.csv, by_agency.json; one sheet of the workbook. Each id once. */
void volume_table(struct volume *v, const char *id, struct str title,
                  const struct volume_column *column, size_t n);
void volume_row(struct volume *v, const struct volume_row *r);
void volume_table_end(struct volume *v);
/* Values for volume_cell. */
#define VC_TEXT(s)  ((struct volume_cell){.text = (s)})
#define VC_MONEY(m) ((struct volume_cell){.n = (m).satang})
#define VC_COUNT(i) ((struct volume_cell){.n = (i)})
#define VC_NONE     ((struct volume_cell){.none = true})

#endif
