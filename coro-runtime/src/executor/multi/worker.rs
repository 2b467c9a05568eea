//! A worker's thread.
//!
//! Takes: tasks from its slot, its queue, the common queue and the others' queues. Gives: runs. Sleeps in the reactor.
//!
//! Invariants:
//! - A task that is woken by the task that runs is next, three times in a row at most; then the queue has its turn.
//! - The reactor is asked for news in time (`interval.rs`) unless somebody sleeps there, who gets them anyway. Who comes from
//!   there to work lets another one sleep there, unless all come back soon; if they do not, the monitor does (`pace.rs`).
//! - While events are delivered nobody is woken for each of them; once, afterwards, if there are more than a few to run.
//! - While a task is polled nobody is woken for the first few tasks that it makes ready, but when its poll has ended; if it
//!   does not end, by the monitor, since there is one in the slot as well.

use std::cell::{Cell, RefCell};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};
use std::time::Instant;

use crate::queue::Ring;
use crate::reactor::Station;
use crate::task::{Owned, Ran, Runnable};

use super::super::classes::Taken;
use super::super::idle::Place;
use super::super::interval::Interval;
use super::super::pace::Sleeps;
use super::super::settings::call;
use super::super::shared::Shared;
use super::super::stats::Stats;
use super::home::Locals;
use super::random::Random;
use super::tasks::Ends;
use super::{Multi, Seat};

/// How often in a row the slot goes before the queue.
const MOST_FROM_SLOT: u32 = 3;
/// So many tasks that a poll makes ready are run in less time than another worker takes to wake up. If the pace seen says more, more.
const FEW: usize = 16;
/// No worker keeps more to itself: half of what its queue holds.
pub(in crate::executor) const MOST_KEPT: usize = 128;
/// In one of so many turns the common queue goes first.
const TURNS_PER_INJECTED: u32 = 61;

/// See the module.
pub(in crate::executor) struct Worker {
    index: usize,
    queue: Ring<Runnable>,
    locals: Locals,
    stats: Arc<Stats>,
    interval: RefCell<Interval>,
    turn: Cell<u32>,
    from_slot: Cell<u32>,
    random: Random,
    ends: Ends,
    is_searching: Cell<bool>,
    /// A task of everybody's is being polled: what it wakes may be next.
    is_polling: Cell<bool>,
    is_delivering: Cell<bool>,
    /// There is work that nobody was woken for.
    owes_news: Cell<bool>,
    /// Where the monitor has not said that the reactor may be left alone.
    sleeps: Sleeps,
    /// Whether polls that take long are reported.
    is_watched: bool,
}

/// What a worker does next.
enum Job {
    Common(Runnable),
    /// One of low priority, whose number is limited.
    Low(Runnable),
    Local(Runnable),
}

impl Job {
    fn of_class(taken: Taken) -> Job {
        if taken.is_counted { Job::Low(taken.task) } else { Job::Common(taken.task) }
    }
}

impl Worker {
    pub(super) fn new(index: usize, queue: Ring<Runnable>, locals: Locals) -> Worker {
        let shared = locals.home().shared();
        let stats = Arc::clone(&shared.multi().seats[index].stats);
        let interval = RefCell::new(Interval::new(shared.settings().polls_per_turn));
        let (ends, is_watched) = (Ends::new(index, Arc::clone(&stats)), shared.is_watched());
        Worker {
            index,
            queue,
            locals,
            stats,
            interval,
            turn: Cell::new(0),
            from_slot: Cell::new(0),
            random: Random::new(index),
            ends,
            is_searching: Cell::new(false),
            is_polling: Cell::new(false),
            owes_news: Cell::new(false),
            is_delivering: Cell::new(false),
            sleeps: Sleeps::default(),
            is_watched,
        }
    }

    pub(in crate::executor) fn shared(&self) -> &Arc<Shared> {
        self.locals.home().shared()
    }

    pub(in crate::executor) fn locals(&self) -> &Locals {
        &self.locals
    }

    fn multi(&self) -> &Multi {
        self.shared().multi()
    }

    fn seat(&self) -> &Seat {
        &self.multi().seats[self.index]
    }

    /// Owns a new task, and queues it. Gives it back if the runtime is gone, to be dropped outside of the context.
    #[must_use]
    pub(in crate::executor) fn adopt(&self, owned: Owned, runnable: Runnable) -> Option<Owned> {
        match self.multi().tasks.adopt(self.index, owned) {
            None if runnable.takes_requeued() => runnable.schedule(),
            None => self.push(runnable),
            refused => return refused,
        }
        None
    }

    /// Queues a task that was woken or spawned on this thread.
    pub(in crate::executor) fn push(&self, task: Runnable) {
        if !self.is_polling.get() {
            return self.push_back(task);
        }
        if let Some(displaced) = self.seat().next.replace(task) {
            if self.queue.len() < FEW.max(self.seat().few()) {
                self.push_back_unseen(displaced);
                self.owes_news.set(true);
            } else {
                self.push_back(displaced);
            }
        }
        // If this poll does not end, somebody has to let others have what is here.
        self.shared().monitor().want();
    }

    fn push_back(&self, task: Runnable) {
        self.push_back_unseen(task);
        if !self.is_delivering.get() {
            self.multi().new_work();
        }
    }

    /// Leaves it to the caller to wake somebody.
    fn push_back_unseen(&self, task: Runnable) {
        if let Err(task) = self.queue.push(task) {
            let mut moved = self.queue.take_half();
            moved.push(task);
            // Refused entries are dropped: the runtime is gone, and its tasks with it.
            drop(self.multi().inject.push(self.index, moved));
        }
    }

    /// The thread's life, until the runtime stops.
    pub(super) fn run(&self, station: &mut Station) {
        self.shared().set_up(&self.stats, true);
        while !self.multi().is_stopping() {
            self.locals.take_brought();
            if self.run_round() {
                self.interval.borrow_mut().end_busy_round(Instant::now());
                self.look(station);
            } else {
                self.interval.borrow_mut().end_idle_round();
                self.search_or_sleep(station);
            }
        }
    }

    /// Ends the search, drops local tasks and what is queued.
    pub(super) fn leave(&self) {
        self.end_search();
        self.ends.tell_at_last(&self.multi().tasks);
        self.locals.close();
        drop(self.seat().next.take());
        while let Some(task) = self.queue.pop() {
            drop(task);
        }
        self.shared().set_up(&self.stats, false);
    }

    /// Polls as many tasks as the reactor can wait for. False if there were fewer.
    fn run_round(&self) -> bool {
        let polls = self.interval.borrow().polls();
        for _ in 0..polls {
            let Some(job) = self.next() else { return false };
            self.run_job(job);
        }
        true
    }

    fn run_job(&self, job: Job) {
        self.end_search();
        match job {
            Job::Local(task) => {
                let ran = self.poll(task);
                self.locals.after(ran);
            }
            Job::Common(task) => self.run_common(task),
            Job::Low(task) => {
                self.run_common(task);
                if self.shared().classes().low_has_run() {
                    self.multi().new_work();
                }
            }
        }
    }

    fn run_common(&self, task: Runnable) {
        self.is_polling.set(true);
        let ran = self.poll(task);
        // Also while its end is told: who has waited for it may be next.
        self.after(ran);
        self.is_polling.set(false);
        if self.owes_news.take() {
            self.tell_of_queue();
        }
    }

    /// Wakes another one for what is queued, if that is more than a few tasks.
    fn tell_of_queue(&self) {
        let ready = self.queue.len();
        if ready > self.seat().few() {
            self.multi().new_work();
        } else if ready > 0 {
            self.count_on_monitor();
        }
    }

    /// That nobody was woken is right as long as the monitor looks.
    fn count_on_monitor(&self) {
        fence(Ordering::SeqCst);
        self.shared().monitor().want();
    }

    fn poll(&self, task: Runnable) -> Ran {
        if self.is_watched {
            return self.stats.run_watched(task);
        }
        self.stats.start_poll(task.spawned_at());
        let ran = task.run();
        self.stats.end_poll();
        ran
    }

    fn after(&self, ran: Ran) {
        match ran {
            Ran::Idle => {}
            // If it is all there is, this worker is about to take it.
            Ran::Requeue(task) if self.has_no_job() && self.shared().classes().is_empty() => {
                self.push_back_unseen(task);
            }
            Ran::Requeue(task) => self.push_back(task),
            Ran::Complete(completed) => self.ends.let_go(&self.multi().tasks, completed),
        }
    }

    fn next(&self) -> Option<Job> {
        let turn = self.turn.get().wrapping_add(1);
        self.turn.set(turn);
        let classes = self.shared().classes();
        if !classes.is_empty()
            && let Some(taken) = classes.take_first(turn)
        {
            self.leave_queue();
            return Some(Job::of_class(taken));
        }
        if turn.is_multiple_of(TURNS_PER_INJECTED)
            && let Some(task) = self.take_injected()
        {
            self.leave_queue();
            return Some(Job::Common(task));
        }
        // Every other turn is for local tasks, if there are any.
        if turn.is_multiple_of(2)
            && let Some(task) = self.locals.pop()
        {
            self.leave_queue();
            return Some(Job::Local(task));
        }
        let common = self.take_from_slot().or_else(|| self.queue.pop());
        let common = common.or_else(|| self.seat().take_next()).or_else(|| self.take_injected());
        common
            .map(Job::Common)
            .or_else(|| self.locals.pop().map(Job::Local))
            .or_else(|| classes.take_last().map(Job::of_class))
    }

    /// Something else goes before the queue: whose tasks are for everybody, if it takes long.
    fn leave_queue(&self) {
        if self.queue.len() > 0 {
            self.multi().new_work();
        }
    }

    fn take_from_slot(&self) -> Option<Runnable> {
        let count = self.from_slot.get();
        let task = if count < MOST_FROM_SLOT { self.seat().take_next() } else { None };
        self.from_slot.set(if task.is_some() { count + 1 } else { 0 });
        task
    }

    fn take_injected(&self) -> Option<Runnable> {
        let multi = self.multi();
        // Half of the room at most: tasks that are woken meanwhile have the other.
        let room = self.queue.room() / 2;
        multi.inject.take(self.index, multi.seats.len(), room, |task| self.push_back_unseen(task))
    }

    /// Looks for work in the other queues, and sleeps if there is none.
    fn search_or_sleep(&self, station: &mut Station) {
        if let Some(task) = self.search() {
            self.run_job(Job::Common(task));
        } else if self.has_no_job() {
            self.sleep(station);
        }
    }

    /// A round that is over early because of a search has left nothing behind.
    fn has_no_job(&self) -> bool {
        self.queue.len() == 0 && self.seat().next.is_empty() && self.locals.is_idle()
    }

    fn search(&self) -> Option<Runnable> {
        if !self.is_searching.get() && !self.multi().idle.start_search() {
            return None;
        }
        self.is_searching.set(true);
        let seats = &self.multi().seats;
        let (before, from) = seats.split_at(self.random.below(seats.len()));
        let own: *const Seat = self.seat();
        for other in from.iter().chain(before).filter(|seat| !ptr::eq(*seat, own)) {
            if let Some((task, count)) = other.thief.steal_into(&self.queue) {
                self.stats.add_stolen(count);
                return Some(task);
            }
            if let Some(task) = other.steal_next() {
                self.stats.add_stolen(1);
                return Some(task);
            }
        }
        self.take_injected()
    }

    /// There is work, so this worker searches no more. The last one to do so looks whether there is more.
    fn end_search(&self) {
        if self.is_searching.take() && self.multi().idle.end_search() {
            if self.sees_work() {
                self.multi().new_work();
            }
            if !self.multi().is_attended() {
                self.leave_watch();
            }
        }
    }

    /// Whether there is something that this worker could get.
    fn sees_work(&self) -> bool {
        let multi = self.multi();
        multi.inject.len() > 0
            || self.shared().classes().has_work()
            || multi.seats.iter().any(|seat| seat.thief.len() > 0 || seat.is_open())
    }

    fn sleep(&self, station: &mut Station) {
        let (multi, seat, hooks) = (self.multi(), self.seat(), &self.shared().settings().hooks);
        self.ends.tell_at_last(&multi.tasks);
        call(hooks.thread_park.as_ref());
        self.stats.add_park();
        let place = multi.start_sleep(self.index, self.is_searching.take(), self.sleeps_rarely());
        self.shared().set_up(&self.stats, false);
        let must_stay = self.sees_work() || self.locals.home().has_brought() || multi.is_stopping();
        match place {
            Place::Reactor if must_stay || !seat.parker.sleep_elsewhere(|| station.sleep()) => station.look(),
            Place::Parker if !must_stay => seat.parker.park(),
            Place::Reactor | Place::Parker => {}
        }
        self.is_searching.set(multi.idle.end_sleep(self.index));
        self.shared().set_up(&self.stats, true);
        if place == Place::Reactor {
            self.deliver(station);
        }
        call(hooks.thread_unpark.as_ref());
    }

    /// Notes another sleep.
    fn sleeps_rarely(&self) -> bool {
        if self.multi().is_attended() {
            return false;
        }
        self.sleeps.note(self.stats.polls(), Instant::now);
        self.sleeps.are_rare()
    }

    /// Asks the reactor for news, if nobody sleeps there.
    fn look(&self, station: &mut Station) {
        self.ends.tell(&self.multi().tasks);
        if !self.multi().idle.someone_watches() {
            station.look();
            self.deliver(station);
        }
    }

    /// Wakes those whom the reactor's news concern, and other workers for what this one shall not run, or watch, alone.
    fn deliver(&self, station: &mut Station) {
        if station.has_unpark() {
            self.multi().pass_unpark_on();
        }
        self.is_delivering.set(true);
        station.deliver();
        self.is_delivering.set(false);
        let (multi, ready) = (self.multi(), self.queue.len());
        let is_enough = ready <= 1 || ready <= self.seat().few();
        if !is_enough {
            multi.new_work();
        }
        let is_attended = multi.is_attended();
        if !is_attended {
            self.leave_watch();
        }
        if is_attended || is_enough && ready > 1 {
            self.count_on_monitor();
        }
    }

    /// Another one shall watch while this one works.
    fn leave_watch(&self) {
        self.multi().new_watcher();
        if self.sleeps.are_worth_a_look() {
            self.shared().monitor().want();
        }
    }
}
