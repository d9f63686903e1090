/* agreement_lint.c - what stands in the way of signing: weights, sub-totals, a rule or an owner's score of each item. */
#include "base/arena.h"
#include "base/err.h"
#include "perform/agreement_int.h"
#include "perform/rule_book.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field finding_fields[] = {
    FIELD(struct agreement_finding, word, FIELD_KEY, "เรื่อง", "Finding"),
    FIELD(struct agreement_finding, number, 0, "ลำดับที่", "No."),
    FIELD(struct agreement_finding, name, 0, "ตัวชี้วัด", "Indicator"),
    FIELD(struct agreement_finding, component, 0, "องค์ประกอบที่", "Component"),
    FIELD(struct agreement_finding, found, 0, "พบ (%)", "Found (%)"),
    FIELD(struct agreement_finding, expected, 0, "ควรเป็น (%)", "Expected (%)"),
    FIELD(struct agreement_finding, blocks, 0, "ต้องแก้ก่อนลงนาม", "Stands in the way"),
};
const struct row_type agreement_finding_type = ROW_TYPE(struct agreement_finding, finding_fields);

static const struct {
    const char *word, *text;
} sentences[] = {
    {"no_items", TR("ยังไม่มีตัวชี้วัดในคำรับรอง")},
    {"weights", TR("น้ำหนักรวมร้อยละ {found} ต้องเป็นร้อยละ {expected}")},
    {"component_weights", TR("องค์ประกอบที่ {component}: ตัวชี้วัดรวมร้อยละ {found} แต่ตกลงไว้ร้อยละ {expected}")},
    {"item_weight", TR("{number} {name}: ยังไม่มีน้ำหนัก")},
    {"no_rule", TR("{number} {name}: ยังไม่มีเกณฑ์ที่ประกาศ และไม่ใช่คะแนนที่เจ้าของให้")},
    {"no_owner", TR("{number} {name}: เจ้าของเป็นผู้ให้คะแนน แต่ยังไม่ได้บอกว่าใคร")},
    {"points", TR("{number} {name}: เกณฑ์ให้คะแนนเต็ม {found} แต่น้ำหนักร้อยละ {expected}")},
    {"no_target", TR("{number} {name}: ยังไม่มีค่าเป้าหมาย")},
    {"no_evidence", TR("{number} {name}: ยังไม่ได้บอกวิธีเก็บข้อมูลหรือหลักฐาน")},
    {"not_agreed", TR("{number} {name}: ยังไม่ตกลงทั้งสองฝ่าย")},
};

struct str agreement_finding_text(struct arena *a, const struct agreement_finding *f, enum lang lang)
{
    struct str s = f->word;

    for (size_t i = 0; i < ARRAY_LEN(sentences); i++) {
        if (str_eq(f->word, str_from(sentences[i].word)))
            s = tr(lang, sentences[i].text);
    }
    s = str_replace(a, s, STR("{number}"), f->number);
    s = str_replace(a, s, STR("{component}"), str_format(a, "%lld", (long long)f->component));
    s = str_replace(a, s, STR("{found}"), percent_text(a, f->found));
    s = str_replace(a, s, STR("{expected}"), percent_text(a, f->expected));
    return str_replace(a, s, STR("{name}"), f->name);
}

struct findings {
    struct agreement_finding *f;
    size_t n, max;
};

static void found(struct findings *l, struct agreement_finding f)
{
    if (l->n < l->max)
        l->f[l->n++] = f;
}

static void of_item(struct findings *l, const struct agreement_item *x, const char *word, bool blocks)
{
    found(l, (struct agreement_finding){.word = str_from(word),
                                        .number = x->number,
                                        .name = x->name,
                                        .component = x->component,
                                        .found = x->weight,
                                        .expected = x->weight,
                                        .blocks = blocks});
}

/* ---- rules and owners ---- */

struct scored_by {
    int64_t indicator_id;
    struct str collect, owner;
};
static const struct field scored_by_fields[] = {COL(struct scored_by, indicator_id), COL(struct scored_by, collect),
                                                COL(struct scored_by, owner)};
static const struct row_type scored_by_type = ROW_TYPE(struct scored_by, scored_by_fields);

static const struct rule *rule_for(const struct rows *rules, int64_t indicator_id)
{
    const struct rule_entry *r = rules->p;

    for (size_t i = 0; i < rules->n; i++) {
        if (r[i].indicator_id == indicator_id)
            return r[i].rule;
    }
    return NULL;
}

/* The most points that a rule gives, by its table or its own weight, in hundredths: comparable with a weight; 0 = it gives none. */
static int64_t most_points(const struct rule *r)
{
    return rule_full_points(r).millionths / 10000;
}

static void check_scoring(struct findings *l, const struct agreement_item *x, const struct rows *rules, const struct rows *by)
{
    const struct rule *r = rule_for(rules, x->indicator_id);
    const struct scored_by *s = by->p;
    bool given = false, owned = false;
    int64_t most;

    for (size_t i = 0; i < by->n; i++) {
        if (s[i].indicator_id != x->indicator_id)
            continue;
        given = str_eq(s[i].collect, STR("given"));
        owned = s[i].owner.n > 0;
    }
    if (given && !owned)
        of_item(l, x, "no_owner", true);
    if (given)
        return;
    if (!r) {
        of_item(l, x, "no_rule", true);
        return;
    }
    most = most_points(r);
    if (most && most != x->weight.bp)
        found(l, (struct agreement_finding){.word = STR("points"),
                                            .number = x->number,
                                            .name = x->name,
                                            .component = x->component,
                                            .found = {most},
                                            .expected = x->weight,
                                            .blocks = true});
}

/* ---- weights ---- */

static void check_weights(struct findings *l, const struct rows *components, const struct rows *items)
{
    const struct agreement_component *c = components->p;
    const struct agreement_item *x = items->p;
    int64_t sum = 0, n = 0;

    for (size_t i = 0; i < items->n; i++) {
        sum += x[i].removed ? 0 : x[i].weight.bp;
        n += !x[i].removed;
    }
    if (n == 0)
        found(l, (struct agreement_finding){.word = STR("no_items"), .blocks = true});
    else if (sum != AGREEMENT_WHOLE)
        found(l, (struct agreement_finding){
                     .word = STR("weights"), .found = {sum}, .expected = {AGREEMENT_WHOLE}, .blocks = true});
    for (size_t i = 0; i < components->n; i++) {
        if (n > 0 && c[i].items.bp != c[i].weight.bp)
            found(l, (struct agreement_finding){.word = STR("component_weights"),
                                                .component = c[i].component,
                                                .found = c[i].items,
                                                .expected = c[i].weight,
                                                .blocks = true});
    }
}

bool agreement_lint(struct db *db, struct arena *a, const struct agreement *g, struct rows *ret, struct err *e)
{
    struct rows items, components;

    return agreement_items(db, a, g->id, &items, e) && agreement_components(db, a, g->id, 0, &components, e) &&
           agreement_lint_of(db, a, g, &items, &components, ret, e);
}

bool agreement_lint_of(struct db *db, struct arena *a, const struct agreement *g, const struct rows *items,
                       const struct rows *components, struct rows *ret, struct err *e)
{
    const struct agreement_item *x = items->p;
    struct findings l = {0};
    struct rows rules, by;

    if (!rule_of_year(db, a, g->year, &rules, e) ||
        !db_list(db, a, &Q_AGREEMENT_SCORED_BY, ARGS(V(g->id)), &scored_by_type, &by, e))
        return false;
    l.max = 6 * items->n + AGREEMENT_COMPONENTS + 2;
    l.f = ARENA_ARRAY(a, struct agreement_finding, l.max);
    check_weights(&l, components, items);
    for (size_t i = 0; i < items->n; i++) {
        if (!x[i].agency_ok || !x[i].city_ok)
            of_item(&l, &x[i], "not_agreed", true);
        if (x[i].removed)
            continue;
        if (x[i].weight.bp == 0)
            of_item(&l, &x[i], "item_weight", true);
        check_scoring(&l, &x[i], &rules, &by);
        if (x[i].target.n == 0)
            of_item(&l, &x[i], "no_target", false);
        if (x[i].evidence.n == 0)
            of_item(&l, &x[i], "no_evidence", false);
    }
    *ret = (struct rows){l.f, l.n};
    return true;
}
