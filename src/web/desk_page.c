#include "web/desk_page.h"

#include "base/arena.h"
#include "city/delegation.h"
#include "city/year.h"
#include "plan/ceiling.h"
#include "plan/section.h"
#include "plan/write.h"
#include "views.h"
#include "web/words.h"

/* ---- the office: all agencies ---- */

static const struct col request_cols[] = {
    {"name_th", COL_LINK, "/requests/", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"stage", COL_TAG, "requestat", NULL, NULL},
    {"asked", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")},
    {"ceiling", COL_WHOLE, NULL, NULL, TR("กรอบ (บาท)")},
    {"room", COL_SIGNED, NULL, NULL, TR("เหลือในกรอบ (บาท)")},
    {"packages", COL_PLAIN, NULL, NULL, NULL},
    {"submitted", COL_PLAIN, NULL, NULL, TR("รอรับ")},
    {"returned", COL_PLAIN, NULL, NULL, NULL},
    {"accepted", COL_PLAIN, NULL, NULL, NULL},
    {"late_days", COL_PLAIN, NULL, NULL, NULL},
    {"division", COL_PLAIN, NULL, NULL, NULL},
    {"last", COL_PLAIN, NULL, NULL, NULL},
};

static void add_agency(struct requests_page *page, struct request_row *sum,
                       const struct request_row *x)
{
    page->none += str_eq(x->stage, STR("none"));
    page->preparing += str_eq(x->stage, STR("preparing"));
    page->part += str_eq(x->stage, STR("part")) || str_eq(x->stage, STR("returned"));
    page->sent += str_eq(x->stage, STR("sent"));
    page->accepted += str_eq(x->stage, STR("accepted"));
    sum->asked = money_add(sum->asked, x->asked);
    sum->packages += x->packages;
    sum->submitted += x->submitted;
    sum->returned += x->returned;
    sum->accepted += x->accepted;
    sum->draft += x->draft;
}

bool own_desk(struct req *r, struct str *ret, struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct agency g;

    *ret = STR_NONE;
    if (!who->grants || who->grant[0].scope.kind != SCOPE_AGENCY)
        return true;
    if (!agency_by_id(r->db, r->a, who->grant[0].scope.id, &g, e))
        return false;
    *ret = str_format(r->a, "/requests/%.*s", STR_FMT(g.code));
    return true;
}

bool requests_page(struct req *r, struct reply *ret, struct err *e)
{
    struct requests_page page = {.year = r->year};
    struct page_head head = {.nav = STR("/requests"), .table_path = STR("/requests")};
    struct request_row *row, *sum = ARENA_NEW(r->a, struct request_row);
    struct rows rows;
    struct str sight;

    if (!sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
        !request_agencies(r->db, r->a, r->year, sight, &rows, e))
        return false;
    row = ARENA_ARRAY(r->a, struct request_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct request_row *)rows.p)[i];
        if (r->lang == LANG_EN && row[i].name_en.n)
            row[i].name_th = row[i].name_en;
        add_agency(&page, sum, &row[i]);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &request_row_type, rows.p, rows.n, sum, STR_NONE,
                           str_format(r->a, "requests-%lld", (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, TR("โต๊ะคำขอ"));
    page.agencies = (int64_t)rows.n;
    page.asked = sum->asked;
    if (!own_desk(r, &page.own, e))
        return false;
    page.table = (struct table_view){.type = &request_row_type,
                                     .rows = row,
                                     .n = rows.n,
                                     .cols = request_cols,
                                     .ncols = ARRAY_LEN(request_cols),
                                     .total = sum,
                                     .caption = page.title,
                                     .remember = STR("requests")};
    table_sort(r, &page.table);
    return REPLY_PAGE(r, &head, requests, &page, ret, e);
}

/* ---- an agency's desk ---- */

static bool may(const struct req *r, const struct agency *g, enum perm p)
{
    struct err e;

    return actor_check(&r->session.actor, p, g->id, g->division, &e);
}

/* What each package lacks, for those who can mend it. */
static bool read_lacks(struct req *r, struct desk_page *page, struct desk_row *row, struct err *e)
{
    const struct missing_row *m;
    struct rows rows;

    if (!request_missing_agency(r->db, r->a, r->year, page->agency.id, &rows, e))
        return false;
    m = rows.p;
    for (size_t i = 0; i < page->row_n; i++) {
        struct desk_lack *lack = ARENA_ARRAY(r->a, struct desk_lack, rows.n);
        size_t n = 0;

        for (size_t k = 0; k < rows.n; k++) {
            if (str_eq(m[k].package_code, row[i].p.code))
                lack[n++] = (struct desk_lack){.what = r->lang == LANG_EN ? m[k].en : m[k].th,
                                               .of = m[k].name.n ? m[k].name : m[k].subject,
                                               .where = m[k].where};
        }
        row[i].lack = lack;
        row[i].lack_n = n;
        page->lacks += (int64_t)n;
        page->lacking += n > 0;
    }
    return true;
}

static struct str typed_rank(struct req *r, const struct desk_ctx *c, const struct ranked_row *p)
{
    for (size_t i = 0; i < c->typed_n; i++) {
        if (str_eq(c->typed_code[i], p->code))
            return c->typed_rank[i];
    }
    return p->rank ? str_format(r->a, "%lld", (long long)p->rank) : STR_NONE;
}

static void fill_row(struct req *r, const struct desk_ctx *c, struct desk_page *page,
                     struct str sight, struct desk_row *row)
{
    const struct ranked_row *p = &row->p;
    struct str place = p->place;

    row->rank = typed_rank(r, c, p);
    row->draft = str_eq(p->state, STR("DRAFT")) || str_eq(p->state, STR("RETURNED"));
    page->packages++;
    page->lines += p->lines;
    page->asked = money_add(page->asked, p->requested);
    page->zero_out += !p->zero;
    page->sent += !row->draft;
    page->returned += str_eq(p->state, STR("RETURNED"));
    if (!row->draft)
        return;
    page->with_section += str_eq(place, STR("section"));
    page->with_collector += str_eq(place, STR("collector"));
    page->with_director += str_eq(place, STR("director"));
    row->sendable = page->may_write &&
                    ((str_eq(place, STR("section")) && sight_has(sight, 's', p->section_id)) ||
                     (str_eq(place, STR("collector")) && sight_has(sight, 'c', page->agency.id)));
    row->signable = page->may_sign && str_eq(place, STR("director"));
    if (row->sendable || row->signable)
        row->pick = str_format(r->a, "%.*s:%lld", STR_FMT(p->code), (long long)p->version);
    page->has_picks = page->has_picks || row->pick.n > 0;
}

static bool read_rooms(struct req *r, struct desk_page *page, struct err *e)
{
    const struct ceiling_room_row *c;
    struct desk_room *room;
    struct rows rows;

    if (!(page->member ? ceiling_room(r->db, r->a, r->year, page->agency.id, &rows, e)
                       : ceiling_room_sent(r->db, r->a, r->year, page->agency.id, &rows, e)))
        return false;
    c = rows.p;
    room = ARENA_ARRAY(r->a, struct desk_room, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        room[i] = (struct desk_room){.name = r->lang == LANG_EN && c[i].name_en.n ? c[i].name_en
                                                                                  : c[i].name,
                                     .issued = c[i].issued,
                                     .asked = c[i].asked,
                                     .room = c[i].room,
                                     .over = c[i].over};
    page->room = room;
    page->room_n = rows.n;
    return true;
}

/* How many drafts lie with sections whose work this person does not see yet: said, never shown. */
static bool count_elsewhere(struct req *r, struct desk_page *page, struct str sight, struct err *e)
{
    const struct section *s;
    struct rows rows;

    if (!section_list(r->db, r->a, r->year, page->agency.id, &rows, e))
        return false;
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!sight_has(sight, 's', s[i].id))
            page->elsewhere += s[i].packages;
    }
    return true;
}

static bool read_desk(struct req *r, const struct desk_ctx *c, struct desk_page *page,
                      struct err *e)
{
    struct desk_row *row;
    struct fiscal_year year;
    struct rows rows;
    struct str sight;
    struct err closed;

    if (!year_get(r->db, r->a, r->year, &year, e) ||
        !sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
        !request_packages(r->db, r->a, r->year, page->agency.id, sight, &rows, e) ||
        !rank_version(r->db, r->year, page->agency.id, &page->version, e))
        return false;
    page->open = check_editable(STR("DRAFT"), year.stage, &closed);
    page->member = actor_belongs(&r->session.actor, page->agency.id);
    page->may_write = page->open && may(r, &page->agency, PERM_REQUEST_WRITE);
    page->may_sign = page->open && may(r, &page->agency, PERM_REQUEST_APPROVE);
    page->may_collect = may(r, &page->agency, PERM_COLLECT);
    page->may_rank =
        (page->may_sign || (page->may_write && sight_has(sight, 'c', page->agency.id))) &&
        rows.n > 1 && rows.n < 400;
    row = ARENA_ARRAY(r->a, struct desk_row, rows.n);
    page->row = row;
    page->row_n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        row[i].p = ((const struct ranked_row *)rows.p)[i];
        fill_row(r, c, page, sight, &row[i]);
    }
    if (page->member && !count_elsewhere(r, page, sight, e))
        return false;
    page->empty = rows.n == 0;
    return (!page->member || read_lacks(r, page, row, e)) && read_rooms(r, page, e);
}

bool desk_show(struct req *r, const struct desk_ctx *c, int status, struct reply *ret,
               struct err *e)
{
    struct desk_page page = {.csrf = r->session.csrf,
                             .agency = c->agency,
                             .year = r->year,
                             .last_year = r->year - 1,
                             .all = str_eq(req_query(r, "all"), STR("1")),
                             .refused = c->refused,
                             .said = c->said,
                             .said_n = c->said_n,
                             .capacity = c->capacity,
                             .order_no = c->order_no,
                             .order_on = c->order_on};
    struct param crumb[] = {{tr(r->lang, TR("โต๊ะคำขอ")), STR("/requests")}};
    struct page_head head = {.nav = STR("/requests"), .crumb = crumb, .ncrumb = 1};

    const struct on_behalf *b =
        actor_behalf(&r->session.actor, PERM_REQUEST_APPROVE, c->agency.id, c->agency.division);
    struct err no;

    if (status == 200 && (!req_int(r, "sent", 0, 100000, 0, &page.done_sent, &no) ||
                          !req_int(r, "signed", 0, 100000, 0, &page.done_signed, &no)))
        page.done_sent = page.done_signed = 0;
    page.behalf = b ? capacity_text(r->a, b, r->lang) : STR_NONE;
    if (!read_desk(r, c, &page, e))
        return false;
    page.action = head.table_path = str_format(r->a, "/requests/%.*s", STR_FMT(c->agency.code));
    page.title = head.title =
        r->lang == LANG_EN && c->agency.name_en.n ? c->agency.name_en : c->agency.name_th;
    if (!REPLY_PAGE(r, &head, desk, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool desk_page(struct req *r, struct reply *ret, struct err *e)
{
    struct desk_ctx c = {.year = r->year};
    struct rows rows;
    struct str sight;

    if (!agency_get(r->db, r->a, r->seg[0], &c.agency, e))
        return false;
    if (r->format == FORMAT_HTML)
        return desk_show(r, &c, 200, ret, e);
    return sight_of(r->db, r->a, &r->session.actor, &sight, e) &&
           request_packages(r->db, r->a, r->year, c.agency.id, sight, &rows, e) &&
           reply_table(
               r, &ranked_row_type, rows.p, rows.n, NULL, STR_NONE,
               str_format(r->a, "%.*s-request-%lld", STR_FMT(c.agency.code), (long long)r->year),
               ret, e);
}

/* What is missing in all open packages of the agency, for its own people. */
bool desk_missing_page(struct req *r, struct reply *ret, struct err *e)
{
    struct agency g;
    struct rows rows = {NULL, 0}, seen;
    struct missing_row *own;
    struct str sight;
    size_t n = 0;

    if (!agency_get(r->db, r->a, r->seg[0], &g, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/requests/%.*s", STR_FMT(g.code)), ret);
        return true;
    }
    if (!sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
        !request_packages(r->db, r->a, r->year, g.id, sight, &seen, e) ||
        (actor_belongs(&r->session.actor, g.id) &&
         !request_missing_agency(r->db, r->a, r->year, g.id, &rows, e)))
        return false;
    own = ARENA_ARRAY(r->a, struct missing_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) { /* of what this person sees */
        const struct missing_row *m = (const struct missing_row *)rows.p + i;

        for (size_t k = 0; k < seen.n; k++) {
            if (str_eq(m->package_code, ((const struct ranked_row *)seen.p)[k].code)) {
                own[n++] = *m;
                break;
            }
        }
    }
    return reply_table(r, &missing_row_type, own, n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-missing-%lld", STR_FMT(g.code), (long long)r->year),
                       ret, e);
}
