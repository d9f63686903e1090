#include "allocate/run_clash.h"

#include "allocate/naming.h"
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { KEPT_MAX = 200 };

static const struct field row_fields[] = {
    FIELD(struct scenario_clash_row, th, 0, "กฎ (ไทย)", "Rule (Thai)"),
    FIELD(struct scenario_clash_row, en, 0, "กฎ (อังกฤษ)", "Rule (English)"),
    COL(struct scenario_clash_row, href),
    COL(struct scenario_clash_row, enough_th),
    COL(struct scenario_clash_row, enough_en),
    COL(struct scenario_clash_row, smallest),
    COL(struct scenario_clash_row, at),
};
const struct row_type scenario_clash_row_type = ROW_TYPE(struct scenario_clash_row, row_fields);

struct pin_way {
    int64_t package_id;
    struct str way, reason, by_user;
};
static const struct field way_fields[] = {
    COL(struct pin_way, package_id),
    COL(struct pin_way, way),
    COL(struct pin_way, reason),
    COL(struct pin_way, by_user),
};
static const struct row_type way_type = ROW_TYPE(struct pin_way, way_fields);

struct telling {
    struct arena *a;
    const struct problem *p;
    struct str name;
    struct rows pins;
    struct instance named[2]; /* by language */
};

static const struct pin_way *pin_of(const struct telling *t, uint32_t i, struct str way)
{
    const struct pin_way *w = t->pins.p;

    for (size_t k = 0; k < t->pins.n && i < t->p->given; k++) {
        if (w[k].package_id == t->p->package[i].id && str_eq(w[k].way, way))
            return &w[k];
    }
    return NULL;
}

static struct str page_of(const struct telling *t, const char *part)
{
    return str_format(t->a, "/allocation/%.*s/%s", STR_FMT(t->name), part);
}

/* Where the rule is changed; *ret_pin when a person set it by hand. */
static struct str place_of(const struct telling *t, const struct clash_rule *r,
                           const struct pin_way **ret_pin)
{
    bool mark = r->kind == CLASH_MANDATORY || r->kind == CLASH_FORBIDDEN;

    *ret_pin = NULL;
    if (r->kind == CLASH_CEILING || r->kind == CLASH_FLOOR)
        return page_of(t, r->of < t->p->nceiling ? "ceilings" : "rules");
    if (mark)
        *ret_pin = pin_of(t, r->of, r->kind == CLASH_MANDATORY ? STR("in") : STR("out"));
    if (*ret_pin)
        return page_of(t, "pins");
    if (r->kind == CLASH_LEVEL ||
        (r->kind == CLASH_MANDATORY && r->of < t->p->given && t->p->package[r->of].mandatory))
        return str_format(t->a, "/packages/%.*s", STR_FMT(t->p->in.package[r->of].id));
    return page_of(t, "rules");
}

static struct str sentence(const struct telling *t, const struct clash_rule *r,
                           const struct pin_way *pin, enum lang lang)
{
    struct str text = clash_text(t->a, &t->named[lang], r, lang), why;

    if (!pin)
        return text;
    why = tr(lang, TR("ตัดสินใจด้วยมือโดย {person}: {reason}"));
    why = str_replace(t->a, why, STR("{person}"), pin->by_user);
    why = str_replace(t->a, why, STR("{reason}"), pin->reason);
    return str_format(t->a, "%.*s (%.*s)", STR_FMT(text), STR_FMT(why));
}

/* How to mend it when moving this one number does. */
static struct str enough(const struct telling *t, const struct clash_rule *r, enum lang lang)
{
    bool up = r->kind == CLASH_CEILING || r->kind == CLASH_AT_MOST;
    struct str text;

    if (!r->has_mend)
        return STR_NONE;
    if (r->kind == CLASH_CEILING || r->kind == CLASH_FLOOR)
        text = up ? tr(lang, TR("แก้ข้อเดียวก็พอ: เพิ่มอย่างน้อย {by} บาท เป็น {to} บาท"))
                  : tr(lang, TR("แก้ข้อเดียวก็พอ: ลดอย่างน้อย {by} บาท เหลือ {to} บาท"));
    else
        text = up ? tr(lang, TR("แก้ข้อเดียวก็พอ: เพิ่มอย่างน้อย {by} เป็น {to} รายการ"))
                  : tr(lang, TR("แก้ข้อเดียวก็พอ: ลดอย่างน้อย {by} เหลือ {to} รายการ"));
    text = str_replace(t->a, text, STR("{by}"),
                       clash_limit_text(t->a, r, up ? r->mend - r->limit : r->limit - r->mend));
    return str_replace(t->a, text, STR("{to}"), clash_limit_text(t->a, r, r->mend));
}

static void name_limits(struct telling *t, const struct naming *names)
{
    for (int lang = LANG_TH; lang <= LANG_EN; lang++) {
        struct instance *in = &t->named[lang];

        *in = t->p->in;
        in->resource = ARENA_ARRAY(t->a, struct alloc_resource, in->nresource);
        for (size_t r = 0; r < in->nresource; r++) {
            in->resource[r] = t->p->in.resource[r];
            in->resource[r].id = ceiling_name(names, &t->p->ceiling[r], (enum lang)lang);
        }
    }
}

bool scenario_clash_put(struct act *by, int64_t year, struct str name, const struct problem *p,
                        const struct clash *c, struct err *e)
{
    struct audit_note note = {.action = STR("run.infeasible"), .year = year};
    struct telling t = {.a = by->a, .p = p, .name = name};
    struct db *db = by->tx->db;
    struct naming names;

    if (!actor_check_city(by->who, PERM_ALLOCATE, e) ||
        !scenario_clash_drop(by, p->scenario_id, e) || !naming_load(db, by->a, year, &names, e) ||
        !db_list(db, by->a, &Q_PIN_WAYS, ARGS(V(p->scenario_id)), &way_type, &t.pins, e))
        return false;
    name_limits(&t, &names);
    for (size_t k = 0; k < c->n && k < KEPT_MAX; k++) {
        const struct clash_rule *r = &c->rule[k];
        const struct pin_way *pin;
        struct str href = place_of(&t, r, &pin);

        if (!db_exec(db, &Q_SCENARIO_CLASH_ADD,
                     ARGS(V(p->scenario_id), V((int64_t)k), V(sentence(&t, r, pin, LANG_TH)),
                          V(sentence(&t, r, pin, LANG_EN)), V(href), V(enough(&t, r, LANG_TH)),
                          V(enough(&t, r, LANG_EN)), V(c->smallest), V(by->now_ms)),
                     NULL, e))
            return false;
    }
    note.subject = str_format(by->a, "scenario:%lld:%.*s", (long long)year, STR_FMT(name));
    return audit_add(by, &note, e);
}

bool scenario_clash_drop(struct act *by, int64_t scenario_id, struct err *e)
{
    return actor_check_city(by->who, PERM_ALLOCATE, e) &&
           db_exec(by->tx->db, &Q_SCENARIO_CLASH_DROP, ARGS(V(scenario_id)), NULL, e);
}

bool scenario_clash_list(struct db *db, struct arena *a, int64_t scenario_id, struct rows *ret,
                         struct err *e)
{
    return db_list(db, a, &Q_SCENARIO_CLASH_LIST, ARGS(V(scenario_id)), &scenario_clash_row_type,
                   ret, e);
}
