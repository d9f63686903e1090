#include "web/csv_preview.h"

#include "base/arena.h"
#include "base/err.h"
#include "web/money_parts.h"
#include "web/supplementary_form.h"
#include "web/words.h"

static bool show(struct req *r, const struct csv_preview *c, struct str refused, int status,
                 struct reply *ret, struct err *e)
{
    struct money_page p = {.title = c->title, .csrf = r->session.csrf};
    struct money_section *s;
    struct money_panel *x;

    p.lead = c->tried ? SAY(r, TR("{n} แถวพร้อมนำเข้า ยังไม่ได้บันทึก"),
                            {STR("{n}"), money_count_text(r, (int64_t)c->rows.n)})
                      : tr(r->lang, TR("แฟ้มนี้ยังนำเข้าไม่ได้ ไม่มีแถวใดถูกบันทึก"));
    if (refused.n)
        p.note[p.note_n++] = (struct money_note){.text = refused,
                                                 .href = c->back,
                                                 .link = tr(r->lang, TR("กลับไปเลือกแฟ้มใหม่")),
                                                 .stop = true};
    if (c->rows.n) {
        s = money_section(&p);
        s->id = STR("rows");
        s->title = tr(r->lang, TR("แถวในแฟ้ม"));
        s->has_table = true;
        s->table = (struct table_view){
            .type = c->type, .rows = c->rows.p, .n = c->rows.n, .caption = s->title};
    }
    if (c->tried) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("นำเข้าแถวทั้งหมด"));
        x->action = c->action;
        x->submit = tr(r->lang, TR("นำเข้า"));
        x->form = csv_again_form(r, c->text);
    }
    return money_show(r, &p, str_cstr(r->a, c->nav), status, ret, e);
}

static bool run(struct act *by, void *ctx, struct err *e)
{
    struct csv_preview *c = ctx;

    if (!c->write(by, c, &c->row, e))
        return false;
    c->tried = true;
    if (!c->keep)
        FAIL(e, ERR_NOTHING); /* taken back: it was only tried */
    return c->keep;
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct csv_preview *c = ctx;

    (void)e;
    reply_done(r, c->back, ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct csv_preview *c = ctx;
    struct str why = word_error(r->a, e, r->lang);
    struct err again = {0};

    if (c->tried)
        return show(r, c, STR_NONE, 200, ret, &again);
    if (c->row < c->rows.n)
        why = SAY(r, TR("แถวที่ {n}: {why}"), {STR("{n}"), money_count_text(r, (int64_t)c->row + 1)},
                  {STR("{why}"), why});
    return show(r, c, why, err_http(e->code), ret, &again);
}

bool csv_preview_run(struct req *r, struct csv_preview *c, struct reply *ret, struct err *e)
{
    c->year = r->year;
    if (!csv_of_request(r, &c->text, e) || !c->read(r->a, c->text, &c->rows, e)) {
        struct str why = word_error(r->a, e, r->lang);
        int status = err_http(e->code);
        struct err again = {0};

        c->rows = (struct rows){NULL, 0};
        return show(r, c, why, status, ret, &again);
    }
    r->refused = refused;
    return req_write(r, run, done, c, ret, e);
}
