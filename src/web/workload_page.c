#include "web/workload_page.h"

#include "base/arena.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 100, SPREAD_ITEMS = 3000, SPREAD_MOST = 100, HISTORY_ROWS = 30 };

/* The division that the person assigns in; 0 = every one. */
static int64_t division_of(const struct req *r)
{
    const struct actor *who = &r->session.actor;

    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].perms >> (unsigned)PERM_ASSIGN & 1)
            return who->grant[i].scope.kind == SCOPE_DIVISION ? who->grant[i].scope.id : 0;
    }
    return 0;
}

static bool read_people(struct req *r, struct rows *ret, struct err *e)
{
    return workload(r->db, r->a, r->server->rollup, r->year, division_of(r), ret, e);
}

static void choices(struct req *r, const struct rows *people, const struct form_choice **ret,
                    size_t *ret_n)
{
    const struct analyst *p = people->p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, people->n);
    size_t n = 0;

    for (size_t i = 0; i < people->n; i++) {
        if (p[i].user_name.n)
            c[n++] = (struct form_choice){
                p[i].user_name, str_format(r->a, "%.*s (%lld)", STR_FMT(p[i].full_name),
                                           (long long)p[i].packages)};
    }
    *ret = c;
    *ret_n = n;
}

/* ---- the load of each ---- */

static bool load_show(struct req *r, struct str refused, int status, struct reply *ret,
                      struct err *e)
{
    static const struct col cols[] = {
        {"full_name", COL_LINK, "/workload/packages?who=", "user_name", NULL},
        {"user_name", COL_UNDER, NULL, NULL, NULL},
        {"packages", COL_PLAIN, NULL, NULL, TR("ข้อเสนอเปิดอยู่")},
        {"unseen", COL_PLAIN, NULL, NULL, NULL},
        {"recommended", COL_PLAIN, NULL, NULL, NULL},
        {"lines", COL_PLAIN, NULL, NULL, NULL},
        {"asked", COL_MILLION, NULL, NULL, TR("ขอ (ล้านบาท)")},
        {"flags", COL_PLAIN, NULL, NULL, NULL},
        {"questions", COL_PLAIN, NULL, NULL, NULL},
        {"late", COL_PLAIN, NULL, NULL, NULL},
        {"days", COL_SCORE, NULL, NULL, NULL},
        {"settled", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col past[] = {{"at", COL_PLAIN, NULL, NULL, NULL},
                                      {"batch", COL_UNDER, NULL, NULL, NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"package_title", COL_UNDER, NULL, NULL, NULL},
                                      {"from_user", COL_PLAIN, NULL, NULL, NULL},
                                      {"to_user", COL_PLAIN, NULL, NULL, NULL},
                                      {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"undone", COL_YES, NULL, NULL, NULL}};
    struct workload_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct page_head head = {.nav = STR("/workload"), .table_path = STR("/workload")};
    struct analyst *sum = ARENA_NEW(r->a, struct analyst), *p;
    struct rows people, history;

    if (!read_people(r, &people, e))
        return false;
    p = (struct analyst *)(uintptr_t)people.p; /* ours */
    p[people.n - 1].full_name = tr(r->lang, TR("ยังไม่มีผู้วิเคราะห์"));
    p[people.n - 1].user_name = STR("-");
    for (size_t i = 0; i < people.n; i++) {
        sum->packages += p[i].packages;
        sum->lines += p[i].lines;
        sum->asked = money_add(sum->asked, p[i].asked);
        sum->unseen += p[i].unseen;
        sum->recommended += p[i].recommended;
        sum->flags += p[i].flags;
        sum->questions += p[i].questions;
        sum->late += p[i].late;
        sum->settled += p[i].settled;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &analyst_type, p, people.n, sum, STR_NONE, STR("workload"), ret, e);
    page.division = division_of(r);
    if (!assign_history(r->db, r->a, r->year, page.division, HISTORY_ROWS, &history, e) ||
        !assign_undoable(r->db, r->a, r->year, r->session.actor.name, &page.undo, e))
        return false;
    page.open = sum->packages;
    page.late = sum->late;
    page.nobody = p[people.n - 1].packages;
    page.title = head.title = tr(r->lang, TR("ภาระงานของกอง"));
    page.load = (struct table_view){.type = &analyst_type,
                                    .rows = p,
                                    .n = people.n,
                                    .cols = cols,
                                    .ncols = ARRAY_LEN(cols),
                                    .total = sum,
                                    .caption = page.title};
    page.history =
        (struct table_view){.type = &assign_event_type,
                            .rows = history.p,
                            .n = history.n,
                            .cols = past,
                            .ncols = ARRAY_LEN(past),
                            .caption = tr(r->lang, TR("ประวัติการมอบหมาย")),
                            .empty = tr(r->lang, TR("ยังไม่เคยมอบหมายในปีนี้"))};
    if (!REPLY_PAGE(r, &head, workload, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool workload_page(struct req *r, struct reply *ret, struct err *e)
{
    return load_show(r, STR_NONE, 200, ret, e);
}

bool workload_history_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/workload"), ret);
        return true;
    }
    return assign_history(r->db, r->a, r->year, division_of(r), 20000, &rows, e) &&
           reply_table(r, &assign_event_type, rows.p, rows.n, NULL, STR_NONE, STR("assignments"),
                       ret, e);
}

/* ---- the packages of one ---- */

static bool packages_show(struct req *r, struct str refused, int status, struct reply *ret,
                          struct err *e)
{
    struct assigned_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("ภาระงานของกอง")), STR("/workload")};
    struct page_head head = {.nav = STR("/workload"), .crumb = &crumb, .ncrumb = 1};
    struct assigned_filter f = {.year = r->year, .division = division_of(r), .limit = PAGE_ROWS};
    const struct assigned_row *p;
    struct load_pick *pick;
    struct rows rows, people;

    f.user_name = req_query(r, "who");
    if (!req_int(r, "after", 0, INT64_MAX, 0, &f.after_id, e) ||
        !assigned_list(r->db, r->a, r->server->rollup, &f, &rows, e))
        return false;
    p = rows.p;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &assigned_row_type, p, rows.n, NULL, STR_NONE, STR("assigned"), ret,
                           e);
    if (!read_people(r, &people, e))
        return false;
    choices(r, &people, &page.person, &page.person_n);
    page.all = str_eq(req_query(r, "all"), STR("1"));
    pick = ARENA_ARRAY(r->a, struct load_pick, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        pick[i] = (struct load_pick){.p = p[i], .picked = page.all};
    page.row = pick;
    page.row_n = rows.n;
    page.n = (int64_t)rows.n;
    page.who = f.user_name;
    page.paged = f.after_id > 0;
    if (rows.n == PAGE_ROWS)
        page.next = str_format(r->a, "/workload/packages?who=%.*s&after=%lld",
                               STR_FMT(f.user_name), (long long)p[rows.n - 1].id);
    page.title = head.title = tr(r->lang, TR("ย้ายงานวิเคราะห์"));
    head.table_path = STR("/workload/packages");
    if (!REPLY_PAGE(r, &head, assigned, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool workload_packages_page(struct req *r, struct reply *ret, struct err *e)
{
    return packages_show(r, STR_NONE, 200, ret, e);
}

/* ---- moving: a look first, then the act ---- */

struct move_ctx {
    struct assign_move *move;
    size_t n;
    struct str reason, code, agency, to;
    int64_t year, version;
};

static struct load_change *change_of(struct load_change *c, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(c[i].name, name))
            return &c[i];
    }
    return NULL;
}

static void add_change(struct load_change *c, size_t n, const struct load_pick *row)
{
    struct load_change *from = change_of(c, n, row->p.user_name);
    struct load_change *to = change_of(c, n, row->to);

    if (from) {
        from->after_packages--;
        from->after_lines -= row->p.lines;
    }
    if (to) {
        to->after_packages++;
        to->after_lines += row->p.lines;
    }
}

/* The page that says what would become of it: rows with `to`, everybody's load before and after. */
struct looked {
    const struct rows *people;
    const struct load_pick *row;
    size_t n;
    struct str reason;
    bool suggested;
};

static bool preview(struct req *r, const struct looked *at, struct reply *ret, struct err *e)
{
    const struct load_pick *row = at->row;
    bool suggested = at->suggested;
    size_t n = at->n;
    struct move_page page = {.year = r->year,
                             .csrf = r->session.csrf,
                             .reason = at->reason,
                             .suggested = suggested,
                             .row = row,
                             .row_n = n,
                             .moves = (int64_t)n};
    struct param crumb = {tr(r->lang, TR("ภาระงานของกอง")), STR("/workload")};
    struct page_head head = {.nav = STR("/workload"), .crumb = &crumb, .ncrumb = 1};
    const struct rows people = *at->people;
    const struct analyst *p = people.p;
    struct load_change *c = ARENA_ARRAY(r->a, struct load_change, people.n);

    for (size_t i = 0; i < people.n; i++)
        c[i] = (struct load_change){.name = p[i].user_name,
                                    .packages = p[i].packages,
                                    .lines = p[i].lines,
                                    .after_packages = p[i].packages,
                                    .after_lines = p[i].lines};
    for (size_t i = 0; i < n; i++)
        add_change(c, people.n, &row[i]);
    page.change = c;
    page.change_n = people.n;
    page.title = head.title =
        tr(r->lang, suggested ? TR("ข้อเสนอให้กระจายงาน") : TR("ตรวจก่อนย้ายงาน"));
    return REPLY_PAGE(r, &head, move, &page, ret, e);
}

bool workload_spread_page(struct req *r, struct reply *ret, struct err *e)
{
    struct assigned_filter f = {
        .year = r->year, .division = division_of(r), .limit = SPREAD_ITEMS};
    const struct assigned_row *p;
    const struct analyst *who;
    struct spread_item *item;
    struct spread_person *person;
    struct spread_move move[SPREAD_MOST];
    struct load_pick *pick;
    struct rows rows, people;
    size_t n = 0, m;

    if (f.division == 0) { /* the office spreads one division at a time */
        FAIL(e, ERR_SCOPE);
        err_arg(e, "scope", V(r->session.actor.role_word));
        return false;
    }
    if (!assigned_list(r->db, r->a, r->server->rollup, &f, &rows, e) ||
        !read_people(r, &people, e))
        return false;
    p = rows.p;
    who = people.p;
    item = ARENA_ARRAY(r->a, struct spread_item, rows.n);
    person = ARENA_ARRAY(r->a, struct spread_person, people.n);
    for (size_t i = 0; i < rows.n; i++)
        item[i] = (struct spread_item){
            .code = p[i].code, .from = p[i].user_name, .lines = p[i].lines, .begun = p[i].begun};
    for (size_t i = 0; i < people.n; i++) {
        if (!str_eq(who[i].role, STR("analyst"))) /* the head leads, analysts analyse */
            continue;
        person[n].user_name = who[i].user_name;
        for (size_t k = 0; k < rows.n; k++) {
            if (str_eq(p[k].user_name, who[i].user_name))
                person[n].weight += spread_weight(p[k].lines);
        }
        n++;
    }
    m = spread(item, rows.n, person, n, move, SPREAD_MOST);
    pick = ARENA_ARRAY(r->a, struct load_pick, m);
    for (size_t i = 0; i < m; i++) {
        for (size_t k = 0; k < rows.n; k++) {
            if (str_eq(p[k].code, move[i].code))
                pick[i] = (struct load_pick){.p = p[k], .to = move[i].to, .picked = true};
        }
    }
    return preview(
        r, &(struct looked){&people, pick, m, tr(r->lang, TR("กระจายงานให้เท่ากัน")), true}, ret,
        e);
}

static bool move_write(struct act *by, void *ctx, struct err *e)
{
    struct move_ctx *c = ctx;

    return assign_packages(by, c->year, c->move, c->n, c->reason, &c->code, e);
}

static bool moved(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/workload"), ret);
    return true;
}

static bool move_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return load_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

/* pick=CODE with one receiver in `to`, or pick=CODE:RECEIVER each. */
static void take_moves(struct req *r, struct move_ctx *c)
{
    struct str to = req_field(r, "to");

    c->move = ARENA_ARRAY(r->a, struct assign_move, r->nform);
    for (size_t i = 0; i < r->nform; i++) {
        struct str rest = r->form[i].value, code;

        if (!str_eq(r->form[i].name, STR("pick")))
            continue;
        (void)str_split(&rest, ':', &code);
        c->move[c->n++] = (struct assign_move){code, rest.n ? rest : to};
    }
    for (size_t i = 0; i < c->n; i++) {
        if (str_eq(c->move[i].to_user, STR("-")))
            c->move[i].to_user = STR_NONE;
    }
}

static bool move_preview(struct req *r, const struct move_ctx *c, struct reply *ret, struct err *e)
{
    struct assigned_filter f = {
        .year = r->year, .division = division_of(r), .limit = SPREAD_ITEMS};
    struct load_pick *pick = ARENA_ARRAY(r->a, struct load_pick, c->n);
    const struct assigned_row *p;
    struct rows rows, people;
    size_t n = 0;

    if (!assigned_list(r->db, r->a, r->server->rollup, &f, &rows, e) ||
        !read_people(r, &people, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < c->n; i++) {
        for (size_t k = 0; k < rows.n; k++) {
            if (str_eq(p[k].code, c->move[i].code) &&
                !str_eq(p[k].user_name, c->move[i].to_user))
                pick[n++] = (struct load_pick){
                    .p = p[k], .to = c->move[i].to_user, .picked = true};
        }
    }
    return preview(r, &(struct looked){&people, pick, n, c->reason, false}, ret, e);
}

bool workload_move_post(struct req *r, struct reply *ret, struct err *e)
{
    struct move_ctx *c = ARENA_NEW(r->a, struct move_ctx);

    c->year = r->year;
    c->reason = str_trim(req_field(r, "reason"));
    take_moves(r, c);
    if (c->n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(tr(r->lang, TR("เลือกข้อเสนออย่างน้อยหนึ่งรายการก่อน"))));
        return move_refused(r, c, ret, e);
    }
    if (!str_eq(req_field(r, "confirm"), STR("1")))
        return move_preview(r, c, ret, e);
    r->refused = move_refused;
    return req_write(r, move_write, moved, c, ret, e);
}

static bool undo_write(struct act *by, void *ctx, struct err *e)
{
    const struct move_ctx *c = ctx;

    return assign_undo(by, c->code, e);
}

bool workload_undo_post(struct req *r, struct reply *ret, struct err *e)
{
    struct move_ctx *c = ARENA_NEW(r->a, struct move_ctx);

    c->code = req_field(r, "batch");
    r->refused = move_refused;
    return req_write(r, undo_write, moved, c, ret, e);
}

/* ---- an agency's default ---- */

static bool agencies_show(struct req *r, struct str refused, int status, struct reply *ret,
                          struct err *e)
{
    struct agency_analysts_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("ภาระงานของกอง")), STR("/workload")};
    struct page_head head = {.nav = STR("/workload"), .crumb = &crumb, .ncrumb = 1};
    struct rows rows, people;

    if (!agency_assign_list(r->db, r->a, r->year, division_of(r), &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &agency_assign_type, rows.p, rows.n, NULL, STR_NONE,
                           STR("agency-analysts"), ret, e);
    if (!read_people(r, &people, e))
        return false;
    choices(r, &people, &page.person, &page.person_n);
    page.row = rows.p;
    page.row_n = rows.n;
    for (size_t i = 0; i < rows.n; i++)
        page.nobody += page.row[i].user_name.n == 0;
    page.title = head.title = tr(r->lang, TR("ผู้วิเคราะห์ของแต่ละหน่วยงาน"));
    head.table_path = STR("/workload/agencies");
    if (!REPLY_PAGE(r, &head, agency_analysts, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool workload_agencies_page(struct req *r, struct reply *ret, struct err *e)
{
    return agencies_show(r, STR_NONE, 200, ret, e);
}

static bool agency_write(struct act *by, void *ctx, struct err *e)
{
    const struct move_ctx *c = ctx;

    return assign_agency(by, c->year, c->agency, c->to, c->version, c->reason, e);
}

static bool agency_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/workload/agencies"), ret);
    return true;
}

static bool agency_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return agencies_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool workload_agency_post(struct req *r, struct reply *ret, struct err *e)
{
    struct move_ctx *c = ARENA_NEW(r->a, struct move_ctx);

    c->year = r->year;
    c->agency = r->seg[0];
    c->to = req_field(r, "to");
    c->reason = str_trim(req_field(r, "reason"));
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->refused = agency_refused;
    return req_write(r, agency_write, agency_done, c, ret, e);
}
