/* rule_book_write.c - drafts, publishing, withdrawal and the first load of rules. */
#include "base/arena.h"
#include "base/data_file.h"
#include "base/err.h"
#include "base/json.h"
#include "city/audit.h"
#include "city/user.h"
#include "perform/rule_book.h"
#include "plan/write.h"
#include "sql_perform.h"
#include "store/store.h"

bool rule_is_owner(const struct actor *who, struct str owner)
{
    if (who->user_id == 0)
        return true;
    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];

        if ((g->perms >> (unsigned)PERM_RULE & 1) && g->scope.kind == SCOPE_CITY &&
            str_eq(g->role, owner))
            return true;
    }
    return false;
}

static bool refuse(struct err *e, enum err_code code)
{
    FAIL(e, code);
    return false;
}

static bool note(struct act *by, const struct rule_row *row, struct str code, const char *action,
                 struct audit_note n, struct err *e)
{
    n.action = str_from(action);
    n.subject = str_format(by->a, "rule:%.*s", STR_FMT(code));
    n.year = row->year;
    return audit_add(by, &n, e);
}

static struct str number_text(struct act *by, int64_t no)
{
    return no ? str_format(by->a, "%lld", (long long)no) : STR_NONE;
}

/* ---- drafts ---- */

static bool insert(struct act *by, const struct rule_row *row, struct str code, struct str content,
                   struct err *e)
{
    int64_t rows = 0;

    if (!db_exec(by->tx->db, &Q_RULE_BOOK_INSERT,
                 ARGS(V(row->indicator_id), V(row->year), V(code), V(content), V(by->who->name),
                      V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows == 1)
        return true;
    FAIL(e, ERR_DUPLICATE);
    err_arg(e, "field", V(STR("indicator")));
    err_arg(e, "value", V(row->indicator));
    return false;
}

static bool update(struct act *by, const struct rule_row *row, int64_t version, struct str content,
                   struct err *e)
{
    int64_t rows = 0;
    struct rule old;
    int64_t no = row->has_draft ? 0 : row->published;

    if (row->version != version)
        return refuse(e, ERR_STALE);
    if ((row->has_draft || str_eq(row->state, STR("published"))) &&
        rule_content_of(by->tx->db, by->a, row, no, &old, e)) {
        if (str_eq(rule_content(by->a, &old), content))
            return refuse(e, ERR_NOTHING);
    }
    return db_exec(by->tx->db, &Q_RULE_BOOK_EDIT,
                   ARGS(V(row->code), V(version), V(content), V(by->who->name), V(by->now_ms)),
                   &rows, e) &&
           (rows == 1 || refuse(e, ERR_STALE));
}

bool rule_save(struct act *by, const struct rule_draft *d, struct str *ret_code, struct err *e)
{
    struct str content, code;
    struct rule_row row;

    if (!actor_check_city(by->who, PERM_RULE, e) ||
        !rule_for_indicator(by->tx->db, by->a, d->year, d->indicator, &row, e))
        return false;
    content = rule_content(by->a, d->rule);
    code = str_format(by->a, "%lld-%.*s", (long long)row.year, STR_FMT(row.indicator));
    if (row.code.n)
        code = row.code;
    if (row.code.n && !d->version) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("indicator")));
        err_arg(e, "value", V(row.indicator));
        return false;
    }
    if (!(row.code.n ? update(by, &row, d->version, content, e)
                     : insert(by, &row, code, content, e)) ||
        !note(by, &row, code, row.code.n ? "rule.edit" : "rule.draft",
              (struct audit_note){.new_value = content}, e))
        return false;
    *ret_code = code;
    return true;
}

/* ---- publishing ---- */

static bool clean(struct act *by, const struct rule *r, struct err *e)
{
    const struct rule_finding *f, *first = NULL;
    struct rows rows;
    int64_t stops = 0;

    if (rule_lint(r, by->a, &rows))
        return true;
    f = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (f[i].stops && !first)
            first = &f[i];
        stops += f[i].stops;
    }
    FAIL(e, ERR_RULE_UNCLEAN);
    err_arg(e, "count", V(stops));
    err_arg(e, "word", V(first ? first->word : STR_NONE));
    err_arg(e, "level", V(first ? first->level : 0));
    return false;
}

static bool owned(struct act *by, const struct rule_row *row, struct err *e)
{
    struct str label = row->owner;
    enum role role;
    struct err unknown;

    if (rule_is_owner(by->who, row->owner))
        return true;
    if (role_parse(row->owner, &role, &unknown))
        label = role_label(role, LANG_TH);
    FAIL(e, ERR_RULE_OWNER);
    err_arg(e, "owner", V(label));
    return false;
}

static bool put_number(struct act *by, const struct rule_row *row, const struct rule *r,
                       struct str reason, struct err *e)
{
    int64_t rows = 0;

    if (!db_exec(by->tx->db, &Q_RULE_BOOK_PUBLISHED, ARGS(V(row->code), V(row->version)), &rows, e))
        return false;
    if (rows != 1)
        return refuse(e, ERR_STALE);
    return db_exec(by->tx->db, &Q_RULE_VERSION_INSERT,
                   ARGS(V(row->code), V(row->published + 1), V(rule_content(by->a, r)), V(reason),
                        V(row->edited_by), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           note(by, row, row->code, "rule.publish",
                (struct audit_note){.old_value = number_text(by, row->published),
                                    .new_value = number_text(by, row->published + 1),
                                    .reason = reason},
                e);
}

bool rule_publish(struct act *by, const struct rule_act *x, struct err *e)
{
    struct rule_row row;
    struct rule r;

    if (!actor_check_city(by->who, PERM_RULE, e) ||
        !check_text("reason", x->reason, false, RULE_REASON_MAX, e) ||
        !rule_get(by->tx->db, by->a, x->code, &row, e))
        return false;
    if (!row.has_draft)
        return refuse(e, ERR_NOTHING);
    if (row.version != x->version)
        return refuse(e, ERR_STALE);
    if (!owned(by, &row, e))
        return false;
    if (str_eq(row.edited_by, by->who->name))
        return refuse(e, ERR_SAME_PERSON);
    return rule_content_of(by->tx->db, by->a, &row, 0, &r, e) && clean(by, &r, e) &&
           put_number(by, &row, &r, str_trim(x->reason), e);
}

bool rule_withdraw(struct act *by, const struct rule_act *x, struct err *e)
{
    struct str reason = str_trim(x->reason);
    struct rule_row row;
    int64_t rows = 0;

    if (!actor_check_city(by->who, PERM_RULE, e) ||
        !check_text("reason", reason, true, RULE_REASON_MAX, e) ||
        !rule_get(by->tx->db, by->a, x->code, &row, e) || !owned(by, &row, e))
        return false;
    if (row.version != x->version)
        return refuse(e, ERR_STALE);
    if (!str_eq(row.state, STR("published"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(row.state));
        err_arg(e, "event", V(STR("withdraw")));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_RULE_WITHDRAW,
                 ARGS(V(row.code), V(row.published), V(reason), V(by->who->name), V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows != 1)
        return refuse(e, ERR_STALE);
    return note(by, &row, row.code, "rule.withdraw",
                (struct audit_note){.old_value = number_text(by, row.published), .reason = reason},
                e);
}

/* ---- first load ---- */

bool rule_load(struct act *by, const struct rule_draft *d, struct str reason, int64_t *ret_no,
               struct err *e)
{
    struct str content = rule_content(by->a, d->rule);
    struct rule_row row;
    struct rule old;
    bool there;

    if (!actor_check_city(by->who, PERM_IMPORT, e) ||
        !check_text("reason", reason, true, RULE_REASON_MAX, e) || !clean(by, d->rule, e) ||
        !rule_for_indicator(by->tx->db, by->a, d->year, d->indicator, &row, e) ||
        !rule_of(by->tx->db, by->a, row.indicator_id, row.year, &old, &there, e))
        return false;
    if (there && str_eq(rule_content(by->a, &old), content)) {
        *ret_no = row.published;
        return true;
    }
    /* somebody is at work on it; or one is in force, which only its owner replaces, by a draft that another person publishes */
    if (row.has_draft || (row.published && by->who->user_id != 0)) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(row.has_draft ? STR("draft") : row.state));
        err_arg(e, "event", V(STR("load")));
        return false;
    }
    if (!row.code.n) {
        row.code = str_format(by->a, "%lld-%.*s", (long long)row.year, STR_FMT(row.indicator));
        row.version = 1;
        if (!insert(by, &row, row.code, STR_NONE, e))
            return false;
    }
    row.edited_by = by->who->name;
    if (!put_number(by, &row, d->rule, str_trim(reason), e))
        return false;
    *ret_no = row.published + 1;
    return true;
}

/* ---- the reference rules ---- */

static bool reference_at(const struct jr *all, struct str stable, int64_t year, const struct jr **ret)
{
    for (size_t i = 0; i < jr_count(all); i++) {
        const struct jr *n = jr_at(all, i);

        if (jr_int(jr_get(n, "year"), 0) == year &&
            str_eq(jr_str(jr_get(n, "stable"), STR_NONE), stable)) {
            *ret = jr_get(n, "rule");
            return true;
        }
    }
    return false;
}

bool rule_reference(struct arena *a, struct str stable, int64_t year, struct rule *ret,
                    bool *ret_found, struct err *e)
{
    const struct jr *all, *n;

    if (!json_parse(a, data_file_get("rules.json"), &all, e))
        return false;
    *ret_found = reference_at(all, stable, year, &n);
    return !*ret_found || rule_read(n, ret, e);
}

struct target {
    struct str indicator, stable;
};
static const struct field target_fields[] = {
    COL(struct target, indicator),
    COL(struct target, stable),
};
static const struct row_type target_type = ROW_TYPE(struct target, target_fields);

bool rule_load_reference(struct act *by, int64_t year, int64_t *ret_loaded, struct err *e)
{
    const struct jr *all, *n;
    const struct target *t;
    struct rows rows;
    int64_t loaded = 0, no;

    if (!actor_check_city(by->who, PERM_IMPORT, e) ||
        !json_parse(by->a, data_file_get("rules.json"), &all, e) ||
        !db_list(by->tx->db, by->a, &Q_RULE_REFERENCE_TARGETS, ARGS(V(year)), &target_type, &rows,
                 e))
        return false;
    t = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct rule_draft d = {.year = year, .indicator = t[i].indicator};
        struct rule r;

        if (!reference_at(all, t[i].stable, year, &n))
            continue;
        d.rule = &r;
        if (!rule_read(n, &r, e) || !rule_load(by, &d, r.source, &no, e))
            return false;
        loaded++;
    }
    *ret_loaded = loaded;
    return true;
}
