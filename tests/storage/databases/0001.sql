INSERT INTO workshop (id, title_sealed, zone, starts_on, ends_on, countries, default_language, languages, digest_hour, created_at)
VALUES (1, 'sealed', 'America/Tegucigalpa', '2026-11-24', '2026-11-26', 'HN GT CR', 'es', 'es fr en', 18, '2026-11-20 12:00:00');
INSERT INTO form (id, workshop_id, code)
VALUES (2, 1, 'practice');
INSERT INTO form_version (id, form_id, number, source, xform, sha256, published_at)
VALUES (3, 2, 1, '# a form', '<x/>', 'a digest', '2026-11-20 12:00:00');
INSERT INTO participant (id, workshop_id, chat_index, chat_sealed, language, language_chosen, country, joined_at, active_at)
VALUES (4, 1, 'index', 'sealed', 'es', true, 'HN', '2026-11-24 18:00:00', '2026-11-24 18:00:00');
INSERT INTO organiser (id, workshop_id, chat_index, chat_sealed, language, joined_at, active_at)
VALUES (5, 1, 'index', 'sealed', 'es', '2026-11-24 18:00:00', '2026-11-24 18:00:00');
INSERT INTO submission (id, participant_id, workshop_id, form_version_id, form_code, status, begun_at, revision)
VALUES (6, 4, 1, 3, 'practice', 'begun', '2026-11-24 18:00:00', 1);
INSERT INTO answer (submission_id, ref, name, kind, relevant, value_code, answered_at)
VALUES (6, '/practice/stage', 'stage', 'select_one', true, 'running', '2026-11-24 18:00:00');
INSERT INTO conversation (id, participant_id, form_version_id, submission_id, status, turn, state_sealed, language, started_at, updated_at)
VALUES (7, 4, 3, 6, 'open', 3, 'sealed', 'es', '2026-11-24 18:00:00', '2026-11-24 18:00:00')
