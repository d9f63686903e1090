/* scenario_merge_page.c - the changes of one scenario taken into another: what differs, conflicts, a side for each. */
#include "allocate/branch.h"
#include "base/arena.h"
#include "views.h"
#include "web/scenario_merge_page.h"
#include "web/scenario_page.h"
#include "web/words.h"

static bool show(struct req *r, struct str into_name, const struct err *why, int status,
                 struct reply *ret, struct err *e)
{
    struct merge_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/allocation")};
    struct scenario_row from, into;
    const struct merge_row *row;
    struct merge_line *line;
    struct naming names;
    struct rows rows;

    if (!scenario_of(r, &from, e) ||
        !scenario_open(r->db, r->a, r->year, into_name, &r->session.actor, &into, e) ||
        !merge_plan(r->db, r->a, from.id, into.id, &rows, e) ||
        !naming_load(r->db, r->a, r->year, &names, e))
        return false;
    row = rows.p;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &merge_row_type, rows.p, rows.n, NULL, STR_NONE, STR("merge"), ret, e);
    line = ARENA_ARRAY(r->a, struct merge_line, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        line[i] = (struct merge_line){
            .part = word_label("part", row[i].part, r->lang),
            .key = scenario_setting_name(r, &names, row[i].part, row[i].key),
            .mine = scenario_setting_text(r, row[i].part, row[i].mine),
            .theirs = scenario_setting_text(r, row[i].part, row[i].theirs),
            .field = str_format(r->a, "take.%.*s.%.*s", STR_FMT(row[i].part), STR_FMT(row[i].key)),
            .conflict = row[i].conflict};
        page.conflicts += row[i].conflict;
        line[i].taken = str_eq(req_field(r, str_cstr(r->a, line[i].field)), STR("theirs"));
        line[i].kept = str_eq(req_field(r, str_cstr(r->a, line[i].field)), STR("mine"));
    }
    page.line = line;
    page.line_n = rows.n;
    page.lines = (int64_t)rows.n;
    page.from = from.name;
    page.into = into.name;
    page.version = into.version;
    page.from_version = from.version;
    page.action = scenario_at(r, from.name, "/merge");
    page.back = scenario_at(r, from.name, "/settings");
    page.tab_n = scenario_tabs(r, from.name, "/settings", page.tab);
    page.may = actor_may(&r->session.actor, PERM_ALLOCATE);
    page.error = why ? word_error(r->a, why, r->lang) : STR_NONE;
    page.title = head.title = tr(r->lang, TR("รวมข้อแก้ไขของฉากทัศน์"));
    if (!REPLY_PAGE(r, &head, scenario_merge, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool scenario_merge_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, req_query(r, "into"), NULL, 200, ret, e);
}

struct merge_post {
    struct merge_new n;
    int64_t taken;
};

static bool merge_write(struct act *by, void *ctx, struct err *e)
{
    struct merge_post *x = ctx;

    return scenario_merge(by, &x->n, &x->taken, e);
}

static bool merged(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct merge_post *x = ctx;

    (void)e;
    reply_done(r, scenario_at(r, x->n.into, ""), ret);
    return true;
}

static bool merge_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct merge_post *x = ctx;
    struct err again = {0};

    return show(r, x->n.into, e, err_http(e->code), ret, &again);
}

/* take.PART.KEY = mine or theirs. */
static size_t read_choices(const struct req *r, struct merge_choice *to)
{
    size_t n = 0;

    for (size_t i = 0; i < r->nform; i++) {
        struct str name = r->form[i].name;
        size_t dot = 5;

        if (!str_starts(name, STR("take.")))
            continue;
        while (dot < name.n && name.p[dot] != '.')
            dot++;
        if (dot < name.n)
            to[n++] = (struct merge_choice){.part = str_slice(name, 5, dot),
                                            .key = str_slice(name, dot + 1, name.n),
                                            .theirs = str_eq(r->form[i].value, STR("theirs"))};
    }
    return n;
}

bool scenario_merge_post(struct req *r, struct reply *ret, struct err *e)
{
    struct merge_post *x = ARENA_NEW(r->a, struct merge_post);
    struct merge_choice *choice = ARENA_ARRAY(r->a, struct merge_choice, r->nform + 1);

    x->n = (struct merge_new){.year = r->year, .from = r->seg[0], .into = req_field(r, "into")};
    if (!req_int(r, "version", 0, INT64_MAX, 0, &x->n.into_version, e) ||
        !req_int(r, "from_version", 0, INT64_MAX, INT64_MAX, &x->n.from_version, e))
        return false;
    x->n.n = read_choices(r, choice);
    x->n.choice = choice;
    r->refused = merge_refused;
    return req_write(r, merge_write, merged, x, ret, e);
}
