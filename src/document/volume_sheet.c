/* volume_sheet.c - the workbook of a book: what it is, then one sheet a table, row by row in constant memory. */
#include "base/sheet.h"

#include "base/arena.h"
#include "document/volume_int.h"
#include "document/volume_text.h"

enum { CELLS = VOLUME_COLUMNS * 2 + 2 }; /* a quantity has its unit beside it */

static void fact(struct volume *v, enum volume_text_id label, struct value value)
{
    if (value.type != VT_TEXT || value.u.s.n)
        sheet_cells(v->sheet, (const struct value[]){V(volume_word(label)), value}, 2, false);
}

static void facts(struct volume *v)
{
    const struct volume_info *i = v->info;
    const struct sheet_column column[] = {{volume_word(VP_COL_FACT), VT_TEXT, true},
                                          {volume_word(VP_COL_VALUE), VT_TEXT, true}};

    sheet_columns(v->sheet, volume_word(VP_SHEET_FACTS), STR("facts"), volume_mark(v), column,
                  ARRAY_LEN(column));
    fact(v, VP_FACT_NAME, V(i->title));
    fact(v, VP_FACT_PART, V(i->subtitle));
    fact(v, VP_FACT_YEAR, V(i->year));
    if (i->number)
        fact(v, VP_FACT_NUMBER, V(i->number));
    fact(v, VP_FACT_AGENCY, V(i->agency_code));
    fact(v, VP_FACT_STAGE, V(i->stage_text));
    fact(v, VP_FACT_VERSION, V(i->version_text));
    fact(v, VP_FACT_DATA, V(i->change_id));
    fact(v, VP_FACT_ISSUED, V(i->issued));
    fact(v, VP_FACT_MARK, V(volume_mark(v)));
}

bool volume_sheet_open(struct volume *v, const char *path, struct err *e)
{
    if (!sheet_open(v->a, path, &v->sheet, e))
        return false;
    facts(v);
    return true;
}

static enum value_type cell_type(enum volume_kind kind)
{
    static const enum value_type type[] = {
        [VOLUME_TEXT] = VT_TEXT, [VOLUME_CODE] = VT_TEXT,   [VOLUME_MONEY] = VT_MONEY,
        [VOLUME_COUNT] = VT_INT, [VOLUME_SHARE] = VT_SHARE, [VOLUME_QUANTITY] = VT_SCORE,
    };

    return type[kind];
}

void volume_sheet_table(struct volume *v)
{
    const struct volume_table *t = volume_now(v);
    struct sheet_column column[CELLS];
    struct str mark = volume_mark(v), note = t->title;
    size_t n = 0;
    bool named = false;

    for (size_t i = 0; i < t->n; i++) {
        const struct volume_column *c = &t->column[i];

        column[n++] =
            (struct sheet_column){c->label, cell_type(c->kind), c->kind == VOLUME_TEXT && !named};
        named = named || c->kind == VOLUME_TEXT;
        if (c->kind == VOLUME_QUANTITY)
            column[n++] = (struct sheet_column){volume_word(VP_UNIT), VT_TEXT, false};
    }
    if (mark.n)
        note = str_format(v->a, "%.*s \xC2\xB7 %.*s", STR_FMT(mark), STR_FMT(t->title));
    sheet_columns(v->sheet, t->title, str_from(t->id), note, column, n);
}

static struct value cell_value(enum volume_kind kind, const struct volume_cell *c)
{
    if (c->none)
        return V_NULL;
    switch (kind) {
    case VOLUME_MONEY:
        return V(MONEY(c->n));
    case VOLUME_COUNT:
        return V(c->n);
    case VOLUME_SHARE:
        return V(((struct share){c->n}));
    case VOLUME_QUANTITY:
        return V(((struct score){c->n * 1000}));
    case VOLUME_TEXT:
    case VOLUME_CODE:
        break;
    }
    return V(c->text);
}

void volume_sheet_row(struct volume *v, const struct volume_row *r)
{
    const struct volume_table *t = volume_now(v);
    struct value cell[CELLS];
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        cell[n++] = cell_value(t->column[i].kind, &r->cell[i]);
        if (t->column[i].kind == VOLUME_QUANTITY)
            cell[n++] = r->cell[i].none ? V_NULL : V(r->cell[i].text);
    }
    sheet_cells(v->sheet, cell, n, r->role != VOLUME_ITEM);
}
