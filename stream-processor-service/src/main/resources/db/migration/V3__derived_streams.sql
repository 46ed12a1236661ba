-- Derived streams are kept like views: a query in a runtime, whose rows go to a stream's topic.
alter table views add column kind text not null default 'VIEW';
