/* integrated.c - plans across agencies: what they hold, which steps count. */
#include "plan/integrated.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field row_fields[] = {
    FIELD(struct integrated_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct integrated_row, name, 0, "แผนงานบูรณาการ", "Integrated plan"),
    FIELD(struct integrated_row, lead_code, 0, "รหัสเจ้าภาพ", "Lead code"),
    FIELD(struct integrated_row, lead_name, 0, "เจ้าภาพ", "Lead agency"),
    FIELD(struct integrated_row, agencies, 0, "หน่วยงาน", "Agencies"),
    FIELD(struct integrated_row, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct integrated_row, step, 0, "ขั้นที่นับได้ (จาก 5)", "Steps that count (of 5)"),
    FIELD(struct integrated_row, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct integrated_row, now, FIELD_TOTAL, "ขณะนี้", "Now"),
};
const struct row_type integrated_row_type = ROW_TYPE(struct integrated_row, row_fields);

static const struct field plan_fields[] = {
    COL(struct integrated, id),           COL(struct integrated, year),
    COL(struct integrated, lead_id),      COL(struct integrated, version),
    COL(struct integrated, code),         COL(struct integrated, name_th),
    COL(struct integrated, name_en),      COL(struct integrated, purpose),
    COL(struct integrated, lead_code),    COL(struct integrated, lead_name_th),
    COL(struct integrated, lead_name_en), COL(struct integrated, made_by),
    COL(struct integrated, made_at),      COL(struct integrated, stage),
    COL(struct integrated, packages),     COL(struct integrated, drafts),
};
const struct row_type integrated_type = ROW_TYPE(struct integrated, plan_fields);

static const struct field party_fields[] = {
    COL(struct integrated_party, agency_id),
    COL(struct integrated_party, division),
    FIELD(struct integrated_party, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct integrated_party, name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct integrated_party, part, 0, "ทำส่วนใด", "Its part"),
    FIELD(struct integrated_party, lead, 0, "เจ้าภาพ", "Lead"),
    FIELD(struct integrated_party, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct integrated_party, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct integrated_party, now, FIELD_TOTAL, "ขณะนี้", "Now"),
    FIELD(struct integrated_party, share, FIELD_TOTAL, "สัดส่วน", "Share"),
};
const struct row_type integrated_party_type = ROW_TYPE(struct integrated_party, party_fields);

static const struct field package_fields[] = {
    FIELD(struct integrated_package, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct integrated_package, title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct integrated_package, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct integrated_package, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct integrated_package, state, 0, "สถานะ", "State"),
    FIELD(struct integrated_package, by_user, 0, "โดย", "By"),
    FIELD(struct integrated_package, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct integrated_package, now, FIELD_TOTAL, "ขณะนี้", "Now"),
};
const struct row_type integrated_package_type = ROW_TYPE(struct integrated_package, package_fields);

static const struct field evidence_fields[] = {
    FIELD(struct integrated_evidence, step, 0, "ขั้น", "Step"),
    FIELD(struct integrated_evidence, number, FIELD_KEY, "ลำดับ", "No."),
    FIELD(struct integrated_evidence, doc_no, 0, "เลขที่เอกสาร", "Document number"),
    FIELD(struct integrated_evidence, doc_date, 0, "ลงวันที่", "Dated"),
    FIELD(struct integrated_evidence, title, 0, "เรื่อง", "Title"),
    COL(struct integrated_evidence, parties),
    FIELD(struct integrated_evidence, people, 0, "ผู้เข้าร่วม (คน)", "People"),
    FIELD(struct integrated_evidence, by_user, 0, "โดย", "By"),
    FIELD(struct integrated_evidence, at, 0, "เมื่อ", "At"),
    FIELD(struct integrated_evidence, withdrawn_by, 0, "ผู้ถอน", "Withdrawn by"),
    FIELD(struct integrated_evidence, withdrawn_why, 0, "เหตุผลที่ถอน", "Why withdrawn"),
};
const struct row_type integrated_evidence_type =
    ROW_TYPE(struct integrated_evidence, evidence_fields);

static const struct step_def {
    int64_t parties;
    const char *stage, *th, *en, *needs_th, *needs_en;
} step_defs[INTEGRATED_STEPS] = {
#define STEP(n, parties, stage, th, en, needs_th, needs_en)                                        \
 [(n)-1] = {parties, stage, th, en, needs_th, needs_en},
#include "plan/integrated.def"
#undef STEP
};

static struct str lang_word(enum lang lang)
{
    return lang == LANG_EN ? STR("en") : STR("th");
}

/* ---- the steps ---- */

/* Has the year's cycle reached the stage that proves this step by itself? */
static bool cycle_proves(const struct step_def *d, struct str stage, int64_t packages)
{
    return d->stage[0] && packages > 0 && cycle_at_least(stage, str_from(d->stage));
}

/* How many steps count, given those with evidence. */
static int64_t steps_done(const bool proved[INTEGRATED_STEPS])
{
    int64_t n = 0;

    while (n < INTEGRATED_STEPS && proved[n]) {
        n++;
    }
    return n;
}

struct proved_row {
    struct str code;
    int64_t number;
};
static const struct field proved_fields[] = {
    COL(struct proved_row, code),
    COL(struct proved_row, number),
};
static const struct row_type proved_type = ROW_TYPE(struct proved_row, proved_fields);

bool integrated_list(struct db *db, struct arena *a, int64_t year, enum lang lang, struct rows *ret,
                     struct err *e)
{
    struct rows rows, proved;
    struct fiscal_year y;
    struct integrated_row *row;
    const struct proved_row *v;

    if (!year_get(db, a, year, &y, e) ||
        !db_list(db, a, &Q_INTEGRATED_LIST, ARGS(V(year), V(lang_word(lang))), &integrated_row_type,
                 &rows, e) ||
        !db_list(db, a, &Q_INTEGRATED_PROVED, ARGS(V(year)), &proved_type, &proved, e)) {
        return false;
    }
    row = ARENA_ARRAY(a, struct integrated_row, rows.n);
    v = proved.p;
    for (size_t i = 0; i < rows.n; i++) {
        bool has[INTEGRATED_STEPS] = {false};

        row[i] = ((const struct integrated_row *)rows.p)[i];
        for (size_t k = 0; k < proved.n; k++) {
            if (str_eq(v[k].code, row[i].code)) {
                has[v[k].number - 1] = true;
            }
        }
        for (size_t k = 0; k < INTEGRATED_STEPS; k++) {
            has[k] = has[k] || cycle_proves(&step_defs[k], y.stage, row[i].packages);
        }
        row[i].step = steps_done(has);
    }
    *ret = (struct rows){row, rows.n};
    return true;
}

bool integrated_get(struct db *db, struct arena *a, int64_t year, struct str code,
                    struct integrated *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_INTEGRATED_GET, ARGS(V(year), V(code)), &integrated_type, ret, &found,
                 e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

struct reached_row { /* the last way into a stage of the cycle */
    struct str doc_no, by_user;
    struct when at;
};
static const struct field reached_fields[] = {
    COL(struct reached_row, doc_no),
    COL(struct reached_row, by_user),
    COL(struct reached_row, at),
};
static const struct row_type reached_type = ROW_TYPE(struct reached_row, reached_fields);

/* The cycle's own event as evidence; false when the log does not have it. */
static bool cycle_evidence(const struct step_def *d, int64_t step, const struct rows *reached,
                           struct integrated_evidence *ret)
{
    const struct reached_row *c = reached->p;

    for (size_t i = 0; i < reached->n; i++) {
        if (str_eq(c[i].doc_no, str_from(d->stage))) {
            *ret = (struct integrated_evidence){.step = step,
                                                .doc_no = c[i].doc_no,
                                                .doc_date = date_of_ms(c[i].at.ms),
                                                .parties = d->parties,
                                                .by_user = c[i].by_user,
                                                .at = c[i].at};
            return true;
        }
    }
    return false;
}

struct step_sources {
    struct rows evidence, reached;
    struct str stage;
    int64_t packages;
};

/* The evidence of one step; true when some of it stands. */
static bool gather(struct arena *a, const struct step_sources *s, struct integrated_step *step)
{
    const struct step_def *d = &step_defs[step->step - 1];
    const struct integrated_evidence *v = s->evidence.p;
    struct integrated_evidence *ev = ARENA_ARRAY(a, struct integrated_evidence, s->evidence.n + 1);
    bool proved = false;

    if (cycle_proves(d, s->stage, s->packages) &&
        cycle_evidence(d, step->step, &s->reached, &ev[0])) {
        step->evidence_n = 1;
        proved = true;
    }
    for (size_t i = 0; i < s->evidence.n; i++) {
        if (v[i].step == step->step) {
            ev[step->evidence_n++] = v[i];
            proved = proved || v[i].withdrawn_by.n == 0;
        }
    }
    step->evidence = ev;
    return proved;
}

struct str integrated_subject(struct arena *a, const struct integrated *p, int64_t step)
{
    return str_format(a, "integrated:%lld:%.*s:step%lld", (long long)p->year, STR_FMT(p->code),
                      (long long)step);
}

static bool count_files(struct db *db, struct arena *a, const struct integrated *p,
                        struct integrated_step *step, struct err *e)
{
    const struct proved_row *f;
    struct rows rows;
    struct str subject = integrated_subject(a, p, 1);

    if (!db_list(db, a, &Q_INTEGRATED_FILES, ARGS(V(str_slice(subject, 0, subject.n - 6))),
                 &proved_type, &rows, e)) {
        return false;
    }
    f = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        int64_t n = f[i].code.p[f[i].code.n - 1] - '0';

        if (n >= 1 && n <= INTEGRATED_STEPS) {
            step[n - 1].files = f[i].number;
        }
    }
    return true;
}

bool integrated_steps(struct db *db, struct arena *a, const struct integrated *p,
                      const struct integrated_step **ret, int64_t *ret_done, struct err *e)
{
    struct integrated_step *step = ARENA_ARRAY(a, struct integrated_step, INTEGRATED_STEPS);
    bool proved[INTEGRATED_STEPS];
    struct step_sources s = {.stage = p->stage, .packages = p->packages};
    int64_t done;

    if (!db_list(db, a, &Q_INTEGRATED_EVIDENCE, ARGS(V(p->id)), &integrated_evidence_type,
                 &s.evidence, e) ||
        !db_list(db, a, &Q_INTEGRATED_CYCLE, ARGS(V(p->year)), &reached_type, &s.reached, e)) {
        return false;
    }
    for (size_t i = 0; i < INTEGRATED_STEPS; i++) {
        const struct step_def *d = &step_defs[i];

        step[i] = (struct integrated_step){.step = (int64_t)i + 1,
                                           .th = d->th,
                                           .en = d->en,
                                           .needs_th = d->needs_th,
                                           .needs_en = d->needs_en,
                                           .parties = d->parties};
        proved[i] = gather(a, &s, &step[i]);
    }
    if (!count_files(db, a, p, step, e)) {
        return false;
    }
    done = steps_done(proved);
    for (int64_t i = 0; i < INTEGRATED_STEPS; i++) {
        step[i].state = i < done ? STEP_COUNTS : proved[i] ? STEP_WAITING : STEP_NONE;
    }
    *ret = step;
    *ret_done = done;
    return true;
}

int64_t integrated_step_parties(int64_t step)
{
    return step >= 1 && step <= INTEGRATED_STEPS ? step_defs[step - 1].parties : 0;
}

struct str integrated_step_name(int64_t step, enum lang lang)
{
    return lang_pick(lang, step_defs[step - 1].th, step_defs[step - 1].en);
}

/* ---- agencies and packages ---- */

/* 100.00 per cent over the parties by their money now. */
static void share_out(struct arena *a, struct integrated_party *y, size_t n)
{
    int64_t *weight = ARENA_ARRAY(a, int64_t, n);
    struct money *part = ARENA_ARRAY(a, struct money, n);
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        weight[i] = y[i].now.satang;
        sum += weight[i];
    }
    if (sum == 0) {
        return;
    }
    money_split(MONEY(10000), weight, n, part);
    for (size_t i = 0; i < n; i++) {
        y[i].share.bp = part[i].satang;
    }
}

bool integrated_parties(struct db *db, struct arena *a, const struct integrated *p, enum lang lang,
                        struct rows *ret, struct err *e)
{
    struct integrated_party *y;
    struct rows rows;

    if (!db_list(db, a, &Q_INTEGRATED_PARTIES, ARGS(V(p->id), V(lang_word(lang))),
                 &integrated_party_type, &rows, e)) {
        return false;
    }
    y = ARENA_ARRAY(a, struct integrated_party, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        y[i] = ((const struct integrated_party *)rows.p)[i];
    }
    share_out(a, y, rows.n);
    *ret = (struct rows){y, rows.n};
    return true;
}

bool integrated_packages(struct db *db, struct arena *a, const struct integrated *p,
                         struct str sight, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_INTEGRATED_PACKAGES, ARGS(V(p->id), V(sight)),
                   &integrated_package_type, ret, e);
}

bool integrated_loose(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_INTEGRATED_LOOSE, ARGS(V(year)), &integrated_package_type, ret, e);
}
