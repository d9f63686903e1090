/* pbis-sim - deterministic simulation of the money-moving acts (docs/PROOF.md).
 *
 *   pbis-sim --seed N --ops M [--crash PER_MILLE] [--store sqlite|postgres] [--shrink] [--round ACTS]
 *   pbis-sim --case FILE          runs a printed case again
 *   pbis-sim --cuts N [--lie]     until so many power cuts; --lie: the disk only says that it synced
 *
 *   pbis-sim --schedules N         posting, transfer and closing of a period in all orders and groups
 *
 * Exit 0: the store is the model. 1: it is not; the case is printed. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/crypto.h"
#include "disk.h"
#include "play.h"

struct options {
    uint64_t seed;
    long ops, cuts, schedules;
    int crash, round;
    bool shrink, lie, postgres, quiet;
    const char *file;
};

static bool read_options(int argc, char **argv, struct options *o)
{
    *o = (struct options){.seed = 1, .ops = 20000, .crash = 12, .round = 3000};
    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : "";

        if (!strcmp(argv[i], "--shrink")) {
            o->shrink = true;
        } else if (!strcmp(argv[i], "--lie")) {
            o->lie = true;
        } else if (!strcmp(argv[i], "--seed")) {
            o->seed = strtoull(next, NULL, 10), i++;
        } else if (!strcmp(argv[i], "--ops")) {
            o->ops = strtol(next, NULL, 10), i++;
        } else if (!strcmp(argv[i], "--cuts")) {
            o->cuts = strtol(next, NULL, 10), i++;
        } else if (!strcmp(argv[i], "--schedules")) {
            o->schedules = strtol(next, NULL, 10), i++;
        } else if (!strcmp(argv[i], "--crash")) {
            o->crash = (int)strtol(next, NULL, 10), i++;
        } else if (!strcmp(argv[i], "--round")) {
            o->round = (int)strtol(next, NULL, 10), i++;
        } else if (!strcmp(argv[i], "--case")) {
            o->file = next, i++;
        } else if (!strcmp(argv[i], "--store")) {
            o->postgres = !strcmp(next, "postgres"), i++;
        } else {
            return false;
        }
    }
    o->cuts = o->postgres ? 0 : o->cuts;
    o->crash = o->postgres ? 0 : o->crash;
    return true;
}

/* An assertion of the program is a finding too: says how far it came. */
static const struct play *playing;

static void on_abort(int sig)
{
    char text[100];
    int n = snprintf(text, sizeof text, "failed after %ld acts\nFAILED: an assertion of the program\ncase of 0 acts\n",
                     playing ? playing->acts + 1 : 0);

    (void)sig;
    _exit(write(STDOUT_FILENO, text, (size_t)n) == n ? 1 : 3);
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- a fresh town ---- */

static struct disk_image *image;

static void fresh_disk(struct play *p)
{
    (void)p;
    disk_restore(image);
}

static void admin(const char *sql)
{
    PGconn *c = PQconnectdb(getenv("PBIS_PG"));
    PGresult *r = PQexec(c, sql);

    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(c));
        exit(2);
    }
    PQclear(r);
    PQfinish(c);
}

static char town_db[64], round_db[64];

static struct str database_url(struct arena *a, const char *name)
{
    const char *url = getenv("PBIS_PG"), *query = strchr(url, '?');
    size_t end = query ? (size_t)(query - url) : strlen(url);

    while (end > 0 && url[end - 1] != '/') {
        end--;
    }
    return str_format(a, "%.*s%s%s", (int)end, url, name, query ? query : "");
}

static void fresh_database(struct play *p)
{
    char sql[200];

    (void)p;
    snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", round_db);
    admin(sql);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE %s", round_db, town_db);
    admin(sql);
}

static void make_town(struct arena *a, const struct options *o, struct play *p)
{
    char sql[200];

    crypto_init();
    if (!o->postgres) {
        disk_install();
        p->url = STR("sqlite:/sim/store.db");
        p->fresh = fresh_disk;
        world_make(p->url);
        image = disk_save();
        disk_lie(o->lie);
        return;
    }
    snprintf(town_db, sizeof town_db, "pbis_sim_town_%d", (int)getpid());
    snprintf(round_db, sizeof round_db, "pbis_sim_round_%d", (int)getpid());
    snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", town_db);
    admin(sql);
    world_make(database_url(a, town_db));
    p->url = database_url(a, round_db);
    p->fresh = fresh_database;
}

static void drop_town(const struct options *o)
{
    char sql[200];

    if (o->postgres) {
        snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", round_db);
        admin(sql);
        snprintf(sql, sizeof sql, "DROP DATABASE %s WITH (FORCE)", town_db);
        admin(sql);
    }
    disk_image_free(image);
    image = NULL;
}

/* ---- ---- */

static bool read_case(const char *file, struct play *p)
{
    FILE *in = fopen(file, "r");
    char line[512];

    if (!in) {
        return false;
    }
    while (fgets(line, sizeof line, in)) {
        if (p->ops == p->cap) {
            p->cap = p->cap * 2 + 64;
            p->op = realloc(p->op, (size_t)p->cap * sizeof *p->op);
        }
        if (line[0] != '#' && op_read(line, &p->op[p->ops])) {
            p->ops++;
        }
    }
    fclose(in);
    return p->ops > 0;
}

static void report(const struct play *p, const struct options *o, double took)
{
    printf("seed %llu: %ld acts in %ld groups, %ld posted, %ld replayed, %ld refused; %ld power cuts, %ld groups kept, %ld "
           "lost; %.0f acts/s\n",
           (unsigned long long)o->seed, p->acts, p->groups, p->posted, p->replayed, p->refused, p->cuts, p->kept, p->lost,
           (double)p->acts / took);
    printf("answers:");
    for (int v = 0; v < V_COUNT; v++) {
        if (p->by_verdict[v]) {
            printf(" %s %ld", verdict_word((enum verdict)v), p->by_verdict[v]);
        }
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new();
    struct options o;
    struct play p = {0};
    double began;
    bool ok = true;

    if (!read_options(argc, argv, &o)) {
        fprintf(stderr, "usage: pbis-sim --seed N --ops M [--crash N] [--cuts N [--lie]] [--round N] [--store "
                        "sqlite|postgres] [--shrink] | --case FILE\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    make_town(a, &o, &p);
    playing = &p;
    (void)signal(SIGABRT, on_abort);
    began = seconds();
    if (o.file) {
        ok = read_case(o.file, &p) && play_again(&p);
    }
    for (long done = 0; ok && done < o.schedules; done += 400) {
        p.servers = done / 400 % 2 ? 2 : 1;
        ok = play_schedules(&p, o.seed * 1000003 + (uint64_t)done, 400);
    }
    for (uint64_t i = 0; !o.file && !o.schedules && ok && (o.cuts ? p.cuts < o.cuts : p.acts < o.ops); i++) {
        int acts = o.cuts || o.ops - p.acts > o.round ? o.round : (int)(o.ops - p.acts);

        p.all_invariants = i % 4 == 0;
        p.small_log = !o.postgres && i % 2 == 1;
        ok = play_round(&p, o.seed * 1000003 + i, acts, o.crash);
    }
    report(&p, &o, seconds() - began);
    if (!ok && o.shrink) {
        printf("failed after %ld acts; shrinking %d\n", p.acts, p.ops);
        play_shrink(&p);
    }
    if (!ok) {
        printf("FAILED: %s\ncase of %d acts; run it again with --case FILE\n", p.why, p.ops);
        if (o.shrink) {
            play_print(&p, stdout);
        }
    }
    drop_town(&o);
    free(p.op);
    arena_free(a);
    return ok ? 0 : 1;
}
