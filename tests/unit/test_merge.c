/* Three-way merge: single cells and rows, and five people with 10,000 random edits each against an
 * array model: nothing is lost, nothing overwritten silently. */
#include "unit.h"

#include <stdlib.h>

#include "exchange/merge.h"

static void one_cell(void **state)
{
    static const struct {
        const char *base, *theirs, *mine;
        enum merge_choice choice;
        enum merge_cell want;
        const char *why;
    } row[] = {
        {"a", "a", "a", CHOICE_NONE, MERGE_SAME, "nobody changed it"},
        {"a", "a", "b", CHOICE_NONE, MERGE_MINE, "changed in the file only"},
        {"a", "b", "a", CHOICE_NONE, MERGE_THEIRS, "changed in the store only"},
        {"a", "b", "b", CHOICE_NONE, MERGE_SAME, "the same change on both sides"},
        {"a", "b", "c", CHOICE_NONE, MERGE_CONFLICT, "two different changes"},
        {"a", "b", "c", CHOICE_MINE, MERGE_MINE, "mine was chosen"},
        {"a", "b", "c", CHOICE_THEIRS, MERGE_THEIRS, "theirs was chosen"},
        {"a", "b", "a", CHOICE_MINE, MERGE_THEIRS, "a choice where nothing is to choose"},
        {"a", "a", "b", CHOICE_THEIRS, MERGE_MINE, "a choice where nothing is to choose"},
        {"a", "", "b", CHOICE_NONE, MERGE_CONFLICT, "emptied there, changed here"},
        {"a", "b", "", CHOICE_NONE, MERGE_CONFLICT, "emptied here, changed there"},
        {"", "", "b", CHOICE_NONE, MERGE_MINE, "filled in"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(merge_one(str_from(row[i].base), str_from(row[i].theirs), str_from(row[i].mine),
                         row[i].choice) == row[i].want,
               row[i].why);
    }
}

#define CELLS(x, y) ((const struct str[]){STR_INIT(x), STR_INIT(y)})

static void rows(void **state)
{
    const struct merge_row base[] = {
        {STR("same"), CELLS("a", "b"), false, 0},    {STR("edit"), CELLS("a", "b"), false, 0},
        {STR("bad"), CELLS("a", "b"), false, 0},     {STR("gone"), CELLS("a", "b"), false, 0},
        {STR("gone2"), CELLS("a", "b"), false, 0},   {STR("delete"), CELLS("a", "b"), false, 0},
        {STR("delete2"), CELLS("a", "b"), false, 0}, {STR("missing"), CELLS("a", "b"), false, 0},
        {STR("both"), CELLS("a", "b"), false, 0},
    };
    const struct merge_row theirs[] = {
        {STR("same"), CELLS("a", "b"), false, 0},    {STR("edit"), CELLS("a", "z"), false, 0},
        {STR("bad"), CELLS("a", "b"), false, 0},     {STR("gone"), CELLS("a", "b"), true, 0},
        {STR("gone2"), CELLS("a", "b"), true, 0},    {STR("delete"), CELLS("a", "b"), false, 0},
        {STR("delete2"), CELLS("z", "b"), false, 0}, {STR("missing"), CELLS("a", "b"), false, 0},
        {STR("both"), CELLS("z", "b"), false, 0},    {STR("new"), CELLS("n", "n"), false, 0},
    };
    const struct merge_row mine[] = {
        {STR("same"), CELLS("a", "b"), false, 0},   {STR("edit"), CELLS("c", "b"), false, 0},
        {STR("bad"), CELLS("x", "c"), false, 1},    {STR("gone"), CELLS("a", "b"), false, 0},
        {STR("gone2"), CELLS("a", "c"), false, 0},  {STR("delete"), CELLS("c", "b"), true, 0},
        {STR("delete2"), CELLS("a", "b"), true, 0}, {STR("both"), CELLS("m", "b"), false, 0},
        {STR("same"), CELLS("q", "b"), false, 0},   {STR("stray"), CELLS("q", "b"), false, 0},
        {STR_NONE, CELLS("n", "m"), false, 0},
    };
    static const struct {
        enum merge_kind kind;
        enum merge_cell first, second;
        size_t conflicts;
    } want[] = {
        {MERGE_ROW_SAME, MERGE_SAME, MERGE_SAME, 0},
        {MERGE_ROW_EDIT, MERGE_MINE, MERGE_THEIRS, 0},
        {MERGE_ROW_EDIT, MERGE_BAD, MERGE_MINE, 0},
        {MERGE_ROW_GONE, MERGE_SAME, MERGE_SAME, 0},
        {MERGE_ROW_CONFLICT_GONE, MERGE_SAME, MERGE_SAME, 1},
        {MERGE_ROW_DELETE, MERGE_SAME, MERGE_SAME, 0},
        {MERGE_ROW_CONFLICT_DELETE, MERGE_SAME, MERGE_SAME, 1},
        {MERGE_ROW_SAME, MERGE_CONFLICT, MERGE_SAME, 1},
        {MERGE_ROW_TWICE, MERGE_SAME, MERGE_SAME, 0},
        {MERGE_ROW_UNKNOWN, MERGE_SAME, MERGE_SAME, 0},
        {MERGE_ROW_ADD, MERGE_SAME, MERGE_SAME, 0},
    };
    struct arena *a = arena_new();
    uint8_t choice[ARRAY_LEN(mine) * 3] = {0};
    struct merge_in in = {.cells = 2,
                          .base = {base, ARRAY_LEN(base)},
                          .theirs = {theirs, ARRAY_LEN(theirs)},
                          .mine = {mine, ARRAY_LEN(mine)}};
    struct merge_out *out;
    bool *missing;

    (void)state;
    merge_rows(a, &in, &out, &missing);
    for (size_t i = 0; i < ARRAY_LEN(mine); i++) {
        char why[32];

        (void)snprintf(why, sizeof why, "row %zu", i);
        EXPECT(out[i].kind == want[i].kind, why);
        EXPECT(out[i].cell[0] == want[i].first && out[i].cell[1] == want[i].second, why);
        EXPECT(out[i].conflicts == want[i].conflicts, why);
    }
    for (size_t i = 0; i < ARRAY_LEN(base); i++)
        EXPECT(missing[i] == (i == 7), "only the row that is not there");
    in.choice = choice;
    choice[4 * 3 + 2] = CHOICE_MINE;   /* gone2: add it again */
    choice[6 * 3 + 2] = CHOICE_THEIRS; /* delete2: keep it */
    choice[7 * 3 + 0] = CHOICE_MINE;   /* both */
    merge_rows(a, &in, &out, &missing);
    EXPECT(out[4].kind == MERGE_ROW_REVIVE && out[4].conflicts == 0, "mine: again");
    EXPECT(out[6].kind == MERGE_ROW_SAME && out[6].conflicts == 0, "theirs: kept");
    EXPECT(out[7].kind == MERGE_ROW_EDIT && out[7].cell[0] == MERGE_MINE, "mine: taken");
    choice[4 * 3 + 2] = CHOICE_THEIRS;
    choice[6 * 3 + 2] = CHOICE_MINE;
    merge_rows(a, &in, &out, &missing);
    EXPECT(out[4].kind == MERGE_ROW_GONE && out[6].kind == MERGE_ROW_DELETE, "the other way");
    arena_free(a);
}

/* ---- five people ---- */

enum { PEOPLE = 5, EDITS = 10000, ROWS = 120, CELLS_N = 6, ROWS_MAX = 4000, KEY = 12 };

struct model_row {
    char key[KEY];
    int cell[CELLS_N];
    bool gone, marked;
};
struct file { /* what one person has: as given out, and as changed since */
    struct model_row base[ROWS_MAX], mine[ROWS_MAX];
    size_t n;
};
struct world {
    struct model_row store[ROWS_MAX];
    size_t n;
    struct file file[PEOPLE];
    uint64_t chance;
    long edits, taken, conflicts, same, deleted, kept;
};

static uint64_t next_random(struct world *w, uint64_t below)
{
    w->chance ^= w->chance << 13;
    w->chance ^= w->chance >> 7;
    w->chance ^= w->chance << 17;
    return w->chance % below;
}

static void give_out(struct world *w, struct file *f)
{
    f->n = 0;
    for (size_t i = 0; i < w->n; i++) {
        if (!w->store[i].gone) {
            f->base[f->n] = f->mine[f->n] = w->store[i];
            f->n++;
        }
    }
}

static struct merge_row *as_rows(struct arena *a, const struct model_row *r, size_t n, bool mine)
{
    struct merge_row *ret = ARENA_ARRAY(a, struct merge_row, n);

    for (size_t i = 0; i < n; i++) {
        struct str *cell = ARENA_ARRAY(a, struct str, CELLS_N);

        for (int c = 0; c < CELLS_N; c++)
            cell[c] = str_format(a, "%d", r[i].cell[c]);
        ret[i] = (struct merge_row){
            .key = str_from(r[i].key), .cell = cell, .gone = mine ? r[i].marked : r[i].gone};
    }
    return ret;
}

static struct model_row *in_store(struct world *w, const char *key)
{
    for (size_t i = 0; i < w->n; i++) {
        if (strcmp(w->store[i].key, key) == 0)
            return &w->store[i];
    }
    return NULL;
}

/* One cell by the model: what may happen is said without the merge. */
static void settle_cell(struct world *w, const struct model_row *b, const struct model_row *m,
                        struct model_row *s, int c, uint8_t got)
{
    bool mine = m->cell[c] != b->cell[c], theirs = s->cell[c] != b->cell[c];
    bool differ = m->cell[c] != s->cell[c];

    if ((got == MERGE_CONFLICT) != (mine && theirs && differ))
        fail_msg("a conflict exactly where two changed a cell to different values");
    if ((got == MERGE_MINE) != (mine && !theirs))
        fail_msg("mine goes in exactly where the store has not moved");
    w->conflicts += got == MERGE_CONFLICT;
    w->same += mine && !differ;
    if (got == MERGE_MINE) {
        s->cell[c] = m->cell[c];
        w->taken++;
    } else if (mine && differ && got != MERGE_CONFLICT) {
        fail_msg("an edit was lost");
    }
}

static void settle_row(struct world *w, const struct file *f, size_t i, const struct merge_out *o)
{
    const struct model_row *b = &f->base[i], *m = &f->mine[i];
    struct model_row *s = in_store(w, m->key);
    bool changed_there, changed_here = memcmp(b->cell, m->cell, sizeof b->cell) != 0;

    if (!s) {
        fail_msg("a row vanished");
        return;
    }
    changed_there = memcmp(b->cell, s->cell, sizeof b->cell) != 0;
    if (s->gone) {
        if ((o->kind == MERGE_ROW_CONFLICT_GONE) != (changed_here && !m->marked))
            fail_msg("an edit of a deleted row is told");
    } else if (m->marked) {
        if ((o->kind == MERGE_ROW_CONFLICT_DELETE) != changed_there)
            fail_msg("a row that somebody changed is not deleted unseen");
        if ((o->kind == MERGE_ROW_DELETE) == changed_there)
            fail_msg("a marked row goes");
        s->gone = o->kind == MERGE_ROW_DELETE;
        w->deleted += s->gone;
        w->kept += !s->gone;
    } else {
        for (int c = 0; c < CELLS_N; c++)
            settle_cell(w, b, m, s, c, o->cell[c]);
    }
}

static void send_in(struct world *w, struct file *f)
{
    struct arena *a = arena_new();
    struct merge_in in = {.cells = CELLS_N,
                          .base = {as_rows(a, f->base, f->n, false), f->n},
                          .theirs = {as_rows(a, w->store, w->n, false), w->n},
                          .mine = {as_rows(a, f->mine, f->n, true), f->n}};
    struct merge_out *out;
    bool *missing;

    merge_rows(a, &in, &out, &missing);
    for (size_t i = 0; i < f->n; i++) {
        EXPECT(!missing[i], "no row is missing");
        settle_row(w, f, i, &out[i]);
    }
    arena_free(a);
}

/* What was just taken is in the store: the same file again changes nothing. */
static void send_again(struct world *w, struct file *f)
{
    struct arena *a = arena_new();
    struct merge_in in = {.cells = CELLS_N,
                          .base = {as_rows(a, f->base, f->n, false), f->n},
                          .theirs = {as_rows(a, w->store, w->n, false), w->n},
                          .mine = {as_rows(a, f->mine, f->n, true), f->n}};
    struct merge_out *out;
    bool *missing;

    merge_rows(a, &in, &out, &missing);
    for (size_t i = 0; i < f->n; i++)
        EXPECT(out[i].kind != MERGE_ROW_EDIT && out[i].kind != MERGE_ROW_DELETE, "twice");
    arena_free(a);
}

static void edit(struct world *w, struct file *f)
{
    struct model_row *r = &f->mine[next_random(w, f->n)];

    if (next_random(w, 400) == 0) {
        r->marked = !r->marked;
    } else {
        /* few values, so that people also choose the same one and take things back */
        r->cell[next_random(w, CELLS_N)] = (int)next_random(w, 6);
        w->edits++;
    }
}

static void add_rows(struct world *w)
{
    while (w->n < ROWS_MAX && next_random(w, 3) == 0) {
        struct model_row *r = &w->store[w->n];

        *r = (struct model_row){{0}, {0}, false, false};
        (void)snprintf(r->key, sizeof r->key, "L%zu", w->n++);
    }
}

static void five_people(void **state)
{
    const char *said = getenv("PBIS_MERGE_EDITS");
    long edits = said ? strtol(said, NULL, 10) : EDITS;
    struct world *w = calloc(1, sizeof *w);

    (void)state;
    w->chance = 2569;
    for (w->n = 0; w->n < ROWS; w->n++)
        (void)snprintf(w->store[w->n].key, KEY, "L%zu", w->n);
    for (int p = 0; p < PEOPLE; p++)
        give_out(w, &w->file[p]);
    for (long i = 0; i < edits * PEOPLE; i++) {
        struct file *f = &w->file[next_random(w, PEOPLE)];

        edit(w, f);
        if (next_random(w, 60) == 0) {
            send_in(w, f);
            send_again(w, f);
            add_rows(w);
            if (next_random(w, 4) != 0) /* else goes on with the old file */
                give_out(w, f);
        }
    }
    print_message("%ld edits: %ld taken, %ld conflicts, %ld the same on both sides, %ld rows "
                  "deleted, %ld kept because somebody changed them\n",
                  w->edits, w->taken, w->conflicts, w->same, w->deleted, w->kept);
    assert_true(w->taken > 1000 && w->conflicts > 100 && w->same > 100);
    assert_true(w->deleted > 10 && w->kept > 3);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_cell),
        cmocka_unit_test(rows),
        cmocka_unit_test(five_people),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
