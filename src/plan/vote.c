#include "plan/vote.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/bill.h"
#include "plan/committee.h"
#include "plan/council_committee.h"
#include "plan/council_member.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { NOTE_MAX = 2000, VOTES_MOST = 1000 };

static const struct field vote_fields[] = {
    COL(struct vote, id),
    FIELD(struct vote, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct vote, on_date, 0, "วันที่", "Date"),
    FIELD(struct vote, subject, 0, "เรื่อง", "Subject"),
    FIELD(struct vote, subject_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct vote, committee_code, 0, "รหัสคณะกรรมการ", "Committee code"),
    FIELD(struct vote, committee_name, 0, "คณะกรรมการ", "Committee"),
    FIELD(struct vote, yes, 0, "เห็นชอบ", "For"),
    FIELD(struct vote, no, 0, "ไม่เห็นชอบ", "Against"),
    FIELD(struct vote, abstain, 0, "งดออกเสียง", "Abstained"),
    FIELD(struct vote, members, 0, "ผู้มีสิทธิ", "May vote"),
    FIELD(struct vote, result, 0, "ผล", "Result"),
    FIELD(struct vote, named, 0, "ขานชื่อ", "By name"),
    FIELD(struct vote, newest, 0, "มีผล", "Counts"),
    FIELD(struct vote, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct vote, again_why, 0, "เหตุที่ลงมติใหม่", "Why voted again"),
    FIELD(struct vote, stage, 0, "ขั้นตอน", "Stage"),
    FIELD(struct vote, made_by, 0, "ผู้บันทึก", "Recorded by"),
    COL(struct vote, year),
    COL(struct vote, ordinance),
};
const struct row_type vote_type = ROW_TYPE(struct vote, vote_fields);

static const struct field ballot_row_fields[] = {
    COL(struct ballot_row, member_id),
    FIELD(struct ballot_row, member_code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct ballot_row, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct ballot_row, district, 0, "เขต", "District"),
    FIELD(struct ballot_row, choice, 0, "คะแนน", "Vote"),
};
const struct row_type ballot_row_type = ROW_TYPE(struct ballot_row, ballot_row_fields);

/* ---- reading ---- */

bool vote_get(struct db *db, struct arena *a, struct str code, struct vote *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_VOTE_GET, ARGS(V(code)), &vote_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

bool vote_find(struct db *db, struct arena *a, const struct bill_key *k, struct str subject,
               struct vote *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_VOTE_FIND, ARGS(V(k->year), V(k->number), V(subject)), &vote_type, ret,
                   ret_found, e);
}

bool vote_passed(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                 struct str subject, bool *ret, struct err *e)
{
    struct vote v;
    bool found;

    if (!vote_find(db, a, &(struct bill_key){year, ordinance}, subject, &v, &found, e)) {
        return false;
    }
    *ret = found && str_eq(v.result, STR("passed"));
    return true;
}

bool vote_list(struct db *db, struct arena *a, int64_t year, int64_t ordinance, int64_t before,
               struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_VOTE_LIST,
                   ARGS(V(year), V(ordinance), V(before), V((int64_t)VOTES_PAGE)), &vote_type, ret,
                   e);
}

bool vote_ballots(struct db *db, struct arena *a, int64_t vote_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_VOTE_BALLOTS, ARGS(V(vote_id)), &ballot_row_type, ret, e);
}

/* ---- subjects ---- */

/* A kind of subject: in which stages it is voted, and whether by the Council alone. */
struct subject {
    const char *word, *from, *until;
    bool coded, council;
    const struct query *about; /* whose money its code is about; NULL: nobody's in particular */
};
static const struct subject subjects[] = {
    {"principle", "READING1", "READING1", false, true, NULL},
    {"section", "READING2", "READING2", true, true, &Q_VOTE_ABOUT_AGENCY},
    {"sections", "READING2", "READING2", true, true, NULL},
    {"cuts", "COMMITTEE", "AMENDMENT", true, false, &Q_VOTE_ABOUT_CUT},
    {"amendments", "AMENDMENT", "READING2", false, false, NULL},
    {"reserved", "READING2", "READING2", true, true, &Q_VOTE_ABOUT_RESERVED},
    {"observation", "COMMITTEE", "READING3", true, false, NULL},
    {"final", "READING3", "READING3", false, true, NULL},
};

/* Whose money it is about. */
struct about {
    int64_t line_id, agency_id;
};
static const struct field about_fields[] = {COL(struct about, line_id), COL(struct about, agency_id)};
static const struct row_type about_type = ROW_TYPE(struct about, about_fields);

/* What a vote is taken with. */
struct taking {
    const struct vote_new *v;
    const struct subject *s;
    struct str kind, code, stage; /* of the subject; of the draft */
    struct about about;
    struct council_committee body; /* id 0: the Council */
    int64_t members;               /* who may vote: in office, without an interest */
    int64_t yes, no, abstain;
    int64_t *member; /* of each ballot */
};

static bool bad_subject(struct str s, struct err *e)
{
    FAIL(e, ERR_BAD_SUBJECT);
    err_arg(e, "value", V(s));
    return false;
}

static bool parse_subject(struct taking *t, struct err *e)
{
    struct str rest = t->v->subject;

    if (!rest.n || !str_split(&rest, ':', &t->kind)) {
        return bad_subject(t->v->subject, e);
    }
    t->code = rest;
    for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
        if (str_eq(t->kind, str_from(subjects[i].word))) {
            t->s = &subjects[i];
        }
    }
    if (!t->s || t->s->coded != (t->code.n > 0) ||
        (str_eq(t->kind, STR("sections")) && !str_eq(t->code, STR("rest")))) {
        return bad_subject(t->v->subject, e);
    }
    return true;
}

static bool check_stage(struct act *by, struct taking *t, struct err *e)
{
    if (!bill_stage(by->tx->db, by->a, t->v->year, t->v->ordinance, &t->stage, e)) {
        return false;
    }
    if (cycle_at_least(t->stage, str_from(t->s->from)) &&
        cycle_at_least(str_from(t->s->until), t->stage)) {
        return true;
    }
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(t->stage));
    return false;
}

/* A cut, a reservation or a section names whose money it is; several cuts at once name an agency. */
static bool find_about(struct act *by, struct taking *t, struct err *e)
{
    struct db *db = by->tx->db;
    bool found = true;

    t->about = (struct about){t->v->line_id, t->v->agency_id};
    if (!t->s->about) {
        return true;
    }
    if (t->s->about == &Q_VOTE_ABOUT_AGENCY
            ? !db_find(db, by->a, t->s->about, ARGS(V(t->code)), &about_type, &t->about, &found, e)
            : !db_find(db, by->a, t->s->about,
                       ARGS(V(t->code), V(t->v->year), V(t->v->ordinance)), &about_type, &t->about,
                       &found, e)) {
        return false;
    }
    if (!found && t->s->about == &Q_VOTE_ABOUT_CUT &&
        !db_find(db, by->a, &Q_VOTE_ABOUT_AGENCY, ARGS(V(t->code)), &about_type, &t->about, &found,
                 e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(t->v->subject));
        return false;
    }
    return true;
}

static struct str body_name(const struct taking *t)
{
    return t->body.id ? t->body.name : body_label(BODY_COUNCIL, LANG_TH);
}

static bool find_body(struct act *by, struct taking *t, struct err *e)
{
    if (!t->v->committee_code.n) {
        return true;
    }
    if (!council_committee_get(by->tx->db, by->a, t->v->committee_code, &t->body, e)) {
        return false;
    }
    if (t->s->council || t->body.year != t->v->year || t->body.ordinance != t->v->ordinance) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("committee")));
        err_arg(e, "value", V(t->v->committee_code));
        err_arg(e, "expected", V(body_label(BODY_COUNCIL, LANG_TH)));
        return false;
    }
    return true;
}

static bool count_members(struct act *by, struct taking *t, struct err *e)
{
    struct db *db = by->tx->db;
    struct date day = t->v->on_date;
    int64_t barred;

    if (t->body.id ? !db_int(db, &Q_VOTE_SEATS, ARGS(V(t->body.id), V(day)), &t->members, e)
                   : !council_size(db, day, &t->members, e)) {
        return false;
    }
    if (!db_int(db, &Q_COUNCIL_INTEREST_COUNT,
                ARGS(V(t->about.agency_id), V(t->about.line_id), V(day), V(t->body.id)), &barred,
                e)) {
        return false;
    }
    t->members -= barred;
    return true;
}

/* ---- ballots ---- */

static bool refuse_member(enum err_code code, const struct council_member *m, const char *name,
                          struct str why, struct err *e)
{
    FAIL(e, code);
    err_arg(e, "member", V(m->full_name));
    err_arg(e, name, V(why));
    return false;
}

static bool check_voter(struct act *by, const struct taking *t, const struct council_member *m,
                        struct err *e)
{
    struct db *db = by->tx->db;
    struct council_seat seat;
    struct str reason;
    bool sits = m->now && str_eq(m->kind, STR("councillor")), has;

    if (t->body.id) {
        const struct council_seat_ask q = {t->body.id, m->id, t->v->on_date};

        if (!council_seat_of(db, by->a, &q, &seat, &sits, e)) {
            return false;
        }
        sits = sits && m->now && !str_eq(seat.role, STR("secretary"));
    }
    if (!sits) {
        return refuse_member(ERR_NOT_COUNCIL, m, "body", body_name(t), e);
    }
    if (!council_interest_in(db, by->a,
                             &(struct council_interest_ask){m->id, t->about.agency_id,
                                                            t->about.line_id, t->v->on_date},
                             &reason, &has, e)) {
        return false;
    }
    return !has || refuse_member(ERR_INTEREST, m, "reason", reason, e);
}

static bool count_ballot(struct taking *t, struct str choice, struct err *e)
{
    if (str_eq(choice, STR("yes"))) {
        t->yes++;
    } else if (str_eq(choice, STR("no"))) {
        t->no++;
    } else if (str_eq(choice, STR("abstain"))) {
        t->abstain++;
    } else {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("choice")));
        err_arg(e, "value", V(choice));
        err_arg(e, "expected", V(STR("yes no abstain")));
        return false;
    }
    return true;
}

static bool check_ballots(struct act *by, struct taking *t, struct err *e)
{
    const struct vote_new *v = t->v;

    if (v->ballots > VOTES_MOST) {
        FAIL(e, ERR_VOTES_ABOVE);
        err_arg(e, "votes", V((int64_t)v->ballots));
        err_arg(e, "members", V(t->members));
        return false;
    }
    t->member = ARENA_ARRAY(by->a, int64_t, v->ballots);
    for (size_t i = 0; i < v->ballots; i++) {
        struct council_member m;

        if (!council_member_get(by->tx->db, by->a, v->ballot[i].member_code, v->on_date, &m, e) ||
            !check_voter(by, t, &m, e) || !count_ballot(t, v->ballot[i].choice, e)) {
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (t->member[k] == m.id) {
                FAIL(e, ERR_VOTED);
                err_arg(e, "member", V(m.full_name));
                return false;
            }
        }
        t->member[i] = m.id;
    }
    return true;
}

static bool check_counts(struct taking *t, struct err *e)
{
    const struct vote_new *v = t->v;
    bool small = v->yes <= VOTES_MOST && v->no <= VOTES_MOST && v->abstain <= VOTES_MOST;

    if (v->yes < 0 || v->no < 0 || v->abstain < 0 || (small && v->yes + v->no + v->abstain == 0)) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(v->subject));
        return false;
    }
    if (!small || v->yes + v->no + v->abstain > t->members) {
        FAIL(e, ERR_VOTES_ABOVE);
        err_arg(e, "votes", V(small ? v->yes + v->no + v->abstain : (int64_t)VOTES_MOST));
        err_arg(e, "members", V(t->members));
        return false;
    }
    t->yes = v->yes;
    t->no = v->no;
    t->abstain = v->abstain;
    return true;
}

/* ---- taking ---- */

static bool check_again(struct act *by, const struct taking *t, struct err *e)
{
    struct vote old;
    bool found;

    if (!vote_find(by->tx->db, by->a, &(struct bill_key){t->v->year, t->v->ordinance},
                   t->v->subject, &old, &found, e)) {
        return false;
    }
    if (!found || str_trim(t->v->again_why).n || !str_eq(old.committee_code, t->v->committee_code)) {
        return true;
    }
    FAIL(e, ERR_VOTED_BEFORE);
    err_arg(e, "subject", V(t->v->subject));
    err_arg(e, "code", V(old.code));
    return false;
}

static bool check_vote(struct act *by, struct taking *t, struct err *e)
{
    const struct vote_new *v = t->v;

    if (!check_text("note", v->note, false, NOTE_MAX, e) ||
        !check_text("again_why", v->again_why, false, NOTE_MAX, e)) {
        return false;
    }
    if (!date_valid(v->on_date) || date_cmp(v->on_date, by->today) > 0) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(v->on_date));
        return false;
    }
    return parse_subject(t, e) && check_stage(by, t, e) && find_body(by, t, e) &&
           find_about(by, t, e) && count_members(by, t, e) &&
           (v->ballots ? check_ballots(by, t, e) : check_counts(t, e)) && check_again(by, t, e);
}

static bool write_vote(struct act *by, const struct taking *t, struct str code, struct err *e)
{
    const struct vote_new *v = t->v;
    struct str result = t->yes > t->no ? STR("passed") : STR("failed");
    int64_t id, tabled;
    struct audit_note note = {
        .action = STR("council.vote"),
        .subject = str_format(by->a, "council_vote:%.*s", STR_FMT(code)),
        .new_value = str_format(by->a, "%.*s: %lld/%lld/%lld %.*s", STR_FMT(v->subject),
                                (long long)t->yes, (long long)t->no, (long long)t->abstain,
                                STR_FMT(result)),
        .reason = v->again_why,
        .year = v->year};

    if (!db_int(by->tx->db, &Q_VOTE_TABLED, ARGS(V(v->year), V(v->ordinance)), &tabled, e) ||
        !db_int(by->tx->db, &Q_VOTE_INSERT,
                ARGS(V(code), V(v->year), V(v->ordinance), V(t->kind), V(v->subject),
                     V_ID(t->about.agency_id), V_ID(t->about.line_id), V_ID(t->body.id), V(tabled),
                     V(t->stage), value_flag(v->ballots > 0), V(t->members), V(t->yes), V(t->no),
                     V(t->abstain), V(result), V(v->on_date), V(v->note), V(v->again_why),
                     V(by->who->name), V(by->now_ms)),
                &id, e)) {
        return false;
    }
    for (size_t i = 0; i < v->ballots; i++) {
        if (!db_exec(by->tx->db, &Q_VOTE_BALLOT_INSERT,
                     ARGS(V(id), V(t->member[i]), V(v->ballot[i].choice)), NULL, e)) {
            return false;
        }
    }
    return audit_add(by, &note, e);
}

bool vote_take(struct act *by, const struct vote_new *v, struct str *ret_code, struct err *e)
{
    struct taking t = {.v = v};
    struct str code;
    int64_t n;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) || !check_vote(by, &t, e) ||
        !db_int(by->tx->db, &Q_VOTE_COUNT, ARGS(V(v->year), V(v->ordinance)), &n, e)) {
        return false;
    }
    code = str_format(by->a, "V%lld-%lld-%03lld", (long long)v->year, (long long)v->ordinance,
                      (long long)n + 1);
    if (!write_vote(by, &t, code, e)) {
        return false;
    }
    *ret_code = code;
    return true;
}
