#include "execute/authority.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "execute/authority_int.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct {
    const char *word, *th;
} roles[AUTHORITY_COUNT] = {
    [AUTHORITY_NONE] = {"", TR("ไม่ต้องใช้อำนาจอนุมัติ")},
    [AUTHORITY_FINANCE] = {"FINANCE", TR("สำนักการคลัง")},
    [AUTHORITY_HEAD] = {"HEAD", TR("หัวหน้าหน่วยงาน")},
    [AUTHORITY_BUDGET] = {"BUDGET", TR("สำนักงบประมาณ")},
    [AUTHORITY_PERMSEC] = {"PERMSEC", TR("ปลัดกรุงเทพมหานคร")},
    [AUTHORITY_GOVERNOR] = {"GOVERNOR", TR("ผู้ว่าราชการกรุงเทพมหานคร")},
    [AUTHORITY_COUNCIL] = {"COUNCIL", TR("สภากรุงเทพมหานคร")},
};

const char *authority_word(enum authority_role r)
{
    return roles[r].word;
}

struct str authority_label(enum authority_role r, enum lang lang)
{
    return tr(lang, roles[r].th);
}

static enum authority_role find_role(struct str word)
{
    for (int r = AUTHORITY_FINANCE; r < AUTHORITY_COUNT; r++) {
        if (str_eq(word, str_from(roles[r].word))) {
            return (enum authority_role)r;
        }
    }
    return AUTHORITY_NONE;
}

/* ---- the table ---- */

/* Acts that the table is asked for; the others need no authority. */
static bool asks(struct str type)
{
    static const char *const types[] = {"TRANSFER", "CENTRAL", "CARRY_A", "CARRY_B", "REORGANISE"};

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_eq(type, str_from(types[i]))) {
            return true;
        }
    }
    return false;
}

static bool table_of(struct book *b, int64_t year, const struct param_rows **ret, struct err *e)
{
    if (!b->authority || b->authority_year != year) {
        b->authority = ARENA_NEW(b->a, struct param_rows);
        b->authority_year = year;
        if (!param_table(b->db, b->a, PARAM_EXECUTION_AUTHORITY, year, b->authority, e)) {
            return false;
        }
    }
    *ret = b->authority;
    return true;
}

static bool fits(struct str prefix, struct str code)
{
    return str_eq(prefix, STR("any")) || str_starts(code, prefix);
}

/* The smallest frame that holds both lines of a transfer. */
static bool frame(struct book *b, const struct account *from, const struct account *to, struct str *ret, struct err *e)
{
    int64_t one = from->item_id, other = to->item_id;

    if (from->agency_id != to->agency_id || from->output_id != to->output_id) {
        *ret = from->agency_id != to->agency_id ? STR("city") : STR("agency");
        return true;
    }
    if (one != other && (!db_int(b->db, &Q_POSTING_ITEM_GROUP, ARGS(V(one)), &one, e) ||
                         !db_int(b->db, &Q_POSTING_ITEM_GROUP, ARGS(V(other)), &other, e))) {
        return false;
    }
    *ret = one == other ? STR("group") : STR("output");
    return true;
}

/* A row that says `any` raises what another row of the frame needs; between agencies only a row that names the city counts. */
static bool row_fits(const struct param_rows *t, size_t i, const struct authority_need *need, const struct account *from,
                     const struct account *to, struct money amount)
{
    struct str within = param_cell(t, i, "within");
    int64_t since = param_cell_int(t, i, "since"), until = param_cell_int(t, i, "until");
    bool inside = str_eq(within, need->within) || (str_eq(within, STR("any")) && !str_eq(need->within, STR("city")));

    return str_eq(param_cell(t, i, "act"), need->act) && inside && fits(param_cell(t, i, "from"), from->item_code) &&
           fits(param_cell(t, i, "to"), to->item_code) && (since == 0 || from->year >= since) &&
           (until == 0 || from->year <= until) &&
           (param_cell_int(t, i, "above") == 0 || amount.satang > param_cell_int(t, i, "above"));
}

bool authority_find(struct book *b, const struct posting *p, const struct account *from, const struct account *to,
                    struct authority_need *ret, struct err *e)
{
    struct authority_need need = {.allowed = true, .within = STR("any"), .act = p->type};
    bool transfer = str_eq(p->type, STR("TRANSFER"));
    const struct param_rows *t;

    if (asks(p->type)) {
        if (!table_of(b, from->year, &t, e) || (transfer && !frame(b, from, to, &need.within, e))) {
            return false;
        }
        need.allowed = false;
        for (size_t i = 0; i < t->rows; i++) {
            enum authority_role role = find_role(param_cell(t, i, "role"));

            if (row_fits(t, i, &need, from, to, p->amount)) {
                need.allowed = need.allowed || str_eq(param_cell(t, i, "within"), need.within);
                need.role = role > need.role ? role : need.role;
            }
        }
    }
    *ret = need;
    return true;
}

static bool needed(struct book *b, const struct posting *p, struct authority_need *ret, struct err *e)
{
    int64_t other = p->to_line_id ? p->to_line_id : p->line_id;
    struct account *from, *to;

    if (!book_account(b, p->line_id, &from, e) || !book_account(b, other, &to, e)) {
        return false;
    }
    if (!from || !to) {
        FAIL(e, ERR_UNKNOWN_LINE);
        err_arg(e, "value", V(from ? p->to_line_id : p->line_id));
        return false;
    }
    return authority_find(b, p, from, to, ret, e);
}

bool authority_needed_all(struct db *db, struct arena *a, const struct posting *p, size_t n, struct authority_need *ret,
                          struct err *e)
{
    struct book b;

    book_init(&b, db, a, NULL);
    for (size_t i = 0; i < n; i++) {
        if (!needed(&b, &p[i], &ret[i], e)) {
            return false;
        }
    }
    return true;
}

bool authority_needed(struct db *db, struct arena *a, const struct posting *p, struct authority_need *ret, struct err *e)
{
    return authority_needed_all(db, a, p, 1, ret, e);
}

/* ---- what is given ---- */

static bool refuse(enum authority_role needs, struct str value, struct err *e)
{
    FAIL(e, ERR_NO_AUTHORITY);
    err_arg(e, "needs", V(str_from(roles[needs].th)));
    err_arg(e, "value", V(value));
    return false;
}

bool authority_parse(struct str authority, enum authority_role *ret_role, struct str *ret_doc, struct err *e)
{
    size_t colon = str_find(authority, STR(":"), 0);
    enum authority_role r = find_role(str_slice(authority, 0, colon));
    struct str doc = str_trim(str_slice(authority, colon + 1, authority.n));

    if (r == AUTHORITY_NONE || colon >= authority.n || doc.n == 0) {
        return refuse(AUTHORITY_NONE, authority, e);
    }
    *ret_role = r;
    *ret_doc = doc;
    return true;
}

bool authority_check(const struct authority_need *need, struct str authority, struct err *e)
{
    enum authority_role given = AUTHORITY_NONE;
    struct str doc;

    if (!need->allowed) {
        FAIL(e, ERR_NEVER_ALLOWED);
        err_arg(e, "type", V(need->act));
        return false;
    }
    if (need->role == AUTHORITY_NONE && authority.n == 0) {
        return true;
    }
    if (!authority_parse(authority, &given, &doc, e) || given < need->role) {
        return refuse(need->role, authority, e);
    }
    return true;
}
