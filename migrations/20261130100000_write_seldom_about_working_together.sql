-- A topic of letters that come at most once a week: how it goes with somebody one works with.
alter table mail
    drop constraint mail_topic_known,
    add constraint mail_topic_known check (topic in ('saved-searches', 'pool-news', 'tips', 'working-together'));
alter table mail_stop
    drop constraint mail_stop_topic_known,
    add constraint mail_stop_topic_known check (topic in ('saved-searches', 'pool-news', 'tips', 'working-together'));
alter table mail_unsubscribe
    drop constraint mail_unsubscribe_topic_known,
    add constraint mail_unsubscribe_topic_known check (topic in ('saved-searches', 'pool-news', 'tips', 'working-together'));
