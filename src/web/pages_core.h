/* pages_core.h - the structs of the core's own views: login.html, error.html. */
#ifndef PBIS_WEB_PAGES_CORE_H
#define PBIS_WEB_PAGES_CORE_H

#include "base/str.h"

struct login_view {
    struct str next;  /* where to go afterwards; a path of ours or empty */
    struct str user;  /* as typed before */
    struct str error; /* a sentence; empty = first try */
    bool demo;        /* a demonstration store: its accounts may be named */
    bool second;      /* the password was right: the code is asked for */
};

struct error_view {
    struct str message, code, id;
    int64_t status;
    bool back;         /* the page that was asked for may work later */
    struct str newest; /* somebody else was first: where the newest version is */
    struct str rule, rule_path; /* the rule behind the refusal; path empty: default, not confirmed */
};

#endif
