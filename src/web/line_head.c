#include "web/line_head.h"

#include "base/arena.h"
#include "city/year.h"
#include "plan/comment.h"
#include "plan/paper.h"
#include "plan/section.h"
#include "plan/write.h"

static const struct {
    const char *end, *label;
} tabs[TABS] = {
    [TAB_MAIN] = {"", TR("ปริมาณและราคา")},
    [TAB_PRICES] = {"/prices", TR("ราคามาตรฐาน")},
    [TAB_TRANCHES] = {"/tranches", TR("ปีที่ผูกพันและค่าดูแล")},
    [TAB_PLACE] = {"/place", TR("พื้นที่")},
    [TAB_REPLACEMENT] = {"/replacement", TR("ครุภัณฑ์เดิม")},
    [TAB_PAPERS] = {"/papers", TR("เอกสาร")},
};

static bool shown(const struct costing *c, enum line_tab_id id)
{
    switch (id) {
    case TAB_PRICES:
        return !costing_is_personnel(c);
    case TAB_TRANCHES:
        return costing_is_capital(c) || c->last_year > 0 || str_eq(c->type_code, STR("5"));
    case TAB_REPLACEMENT:
        return str_starts(c->item_code, STR("051"));
    case TAB_MAIN:
    case TAB_PLACE:
    case TAB_PAPERS:
    case TABS:
        break;
    }
    return true;
}

static int64_t count_missing(const struct rows *needs)
{
    const struct paper_need *n = needs->p;
    int64_t missing = 0;

    for (size_t i = 0; i < needs->n; i++)
        missing += !str_eq(n[i].why, STR("ok"));
    return missing;
}

static bool may_edit(struct req *r, const struct costing *c, const struct package *p)
{
    struct fiscal_year year;
    struct err no;

    return !c->removed &&
           actor_check(&r->session.actor, PERM_REQUEST_WRITE, c->agency_id, c->division, &no) &&
           year_get(r->db, r->a, c->year, &year, &no) &&
           check_editable(c->state, year.stage, &no) &&
           package_place_check(r->db, r->a, &r->session.actor, p, &no);
}

bool line_head_read(struct req *r, enum line_tab_id here, struct line_head *ret, struct err *e)
{
    struct line_head h = {.csrf = r->session.csrf};
    struct line_tab *tab = ARENA_ARRAY(r->a, struct line_tab, TABS + 2);
    struct package p;
    int64_t missing;

    if (!costing_get(r->db, r->a, r->seg[0], &h.line, e) ||
        !package_see(r->db, r->a, &r->session.actor, h.line.year, h.line.package_code, &p, e) ||
        !paper_needs(r->db, r->a, &h.line, &h.needs, e))
        return false;
    missing = count_missing(&h.needs);
    r->year = h.year = h.line.year; /* a line's year is its own, whatever the person looked at */
    h.title = h.line.name;
    h.path = str_format(r->a, "/lines/%.*s", STR_FMT(h.line.code));
    h.sum = costing_sum_text(r->a, &h.line, r->lang);
    h.may_edit = may_edit(r, &h.line, &p);
    h.above = costing_is_above(&h.line);
    h.capital = costing_is_capital(&h.line);
    for (enum line_tab_id id = TAB_MAIN; id < TABS; id++) {
        if (!shown(&h.line, id) && id != here)
            continue;
        tab[h.tab_n++] =
            (struct line_tab){.path = str_format(r->a, "%.*s%s", STR_FMT(h.path), tabs[id].end),
                              .label = tr(r->lang, tabs[id].label),
                              .missing = id == TAB_PAPERS ? missing : 0,
                              .here = id == here};
    }
    tab[h.tab_n++] =
        (struct line_tab){.path = str_format(r->a, "/lineage/%.*s", STR_FMT(h.line.code)),
                          .label = tr(r->lang, TR("รายการข้ามปี"))};
    if (talk_side(&r->session.actor, p.agency_id) != TALK_NONE)
        tab[h.tab_n++] = (struct line_tab){
            .path = str_format(r->a, "/packages/%.*s/talk?line=%.*s", STR_FMT(p.code),
                               STR_FMT(h.line.code)),
            .label = tr(r->lang, TR("คำถามและความเห็น"))};
    h.tab = tab;
    *ret = h;
    return true;
}

void line_page_head(struct req *r, const struct line_head *h, const char *table_path,
                    struct page_head *ret)
{
    struct param *crumb = ARENA_ARRAY(r->a, struct param, 2);

    crumb[0] = (struct param){tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")};
    crumb[1] = (struct param){h->line.package_title,
                              str_format(r->a, "/packages/%.*s", STR_FMT(h->line.package_code))};
    *ret =
        (struct page_head){.title = h->title,
                           .crumb = crumb,
                           .ncrumb = 2,
                           .nav = STR("/packages"),
                           .table_path = str_format(r->a, "%.*s%s", STR_FMT(h->path), table_path)};
}
