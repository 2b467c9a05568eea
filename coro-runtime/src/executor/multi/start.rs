//! Starting the workers, and getting them to leave.
//!
//! Takes: settings. Gives: a [`Crew`] of threads. Invariant: threads that were started are joined, or left alone on purpose.

use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::queue::{Ring, ring};
use crate::reactor::{Reactor, Station};
use crate::sys::thread::run_only_on;
use crate::task::Runnable;

use super::super::context::{self, Scope};
use super::super::settings::{Settings, call};
use super::super::shared::Shared;
use super::home::{Home, Locals, Place};
use super::{Multi, Seat, Worker};

/// The threads of a runtime.
pub(in crate::executor) struct Crew {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    has_stopped: bool,
}

/// Starts `workers` threads.
pub(in crate::executor) fn start(workers: usize, mut settings: Settings) -> io::Result<Crew> {
    settings.workers = workers;
    let reactor = Reactor::new_common(workers)?;
    let (queues, seats): (Vec<_>, Vec<_>) = (0..workers)
        .map(|_| {
            let (queue, thief) = ring();
            (queue, Seat::new(thief))
        })
        .unzip();
    let multi = Multi::new(Arc::clone(&reactor), seats.into_boxed_slice());
    let shared = Shared::new_multi(reactor, multi, settings);
    let homes: Vec<_> = (0..workers).map(|n| Home::new(Arc::clone(&shared), Place::Seat(n))).collect();
    for (seat, home) in shared.multi().seats.iter().zip(&homes) {
        // The seats are new: nobody else sets it.
        let _ = seat.home.set(Arc::downgrade(home));
    }
    let mut crew =
        Crew { shared: Arc::clone(&shared), threads: Vec::with_capacity(workers), has_stopped: false };
    for (index, (queue, home)) in queues.into_iter().zip(homes).enumerate() {
        // On an error the crew is dropped, and those that run already are sent home.
        crew.threads.push(start_one(&shared, index, queue, home)?);
    }
    Ok(crew)
}

fn start_one(
    shared: &Arc<Shared>,
    index: usize,
    queue: Ring<Runnable>,
    home: Arc<Home>,
) -> io::Result<JoinHandle<()>> {
    let settings = shared.settings();
    let mut thread = thread::Builder::new().name((settings.thread_name)(index));
    if let Some(size) = settings.thread_stack_size {
        thread = thread.stack_size(size);
    }
    let shared = Arc::clone(shared);
    thread.spawn(move || work(&shared, index, queue, home))
}

/// The body of a worker's thread.
fn work(shared: &Arc<Shared>, index: usize, queue: Ring<Runnable>, home: Arc<Home>) {
    let settings = shared.settings();
    if let Some(&processor) = settings.processors.get(index % settings.processors.len().max(1)) {
        // The builder has looked whether it may run there; if that has changed since, it runs anywhere.
        let _ = run_only_on(processor);
    }
    let worker = Rc::new(Worker::new(index, queue, Locals::new(home)));
    let _executor = context::enter(Scope::Worker(Rc::clone(&worker)));
    shared.multi().seats[index].stats.start_thread();
    call(settings.hooks.thread_start.as_ref());
    let mut station = Station::new(Arc::clone(shared.reactor()), settings.events_per_turn);
    worker.run(&mut station);
    worker.leave();
    call(settings.hooks.thread_stop.as_ref());
}

impl Crew {
    pub(in crate::executor) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Makes the workers leave after their present polls, and waits for them until `deadline`, or for ever. Then cancels
    /// all tasks.
    pub(in crate::executor) fn stop(&mut self, deadline: Option<Instant>) {
        if std::mem::replace(&mut self.has_stopped, true) {
            return;
        }
        let multi = self.shared.multi();
        multi.stop();
        for thread in self.threads.drain(..) {
            if wait_for(&thread, deadline) {
                // Its panic has been reported by the panic hook.
                let _ = thread.join();
            }
        }
        self.shared.blocking().close();
        drop(multi.inject.close());
        drop(self.shared.classes().close());
        multi.tasks.close();
        self.shared.reactor().shut_down();
    }
}

/// Waits until the thread has ended. False if it has not by the deadline, or is this thread, which drops its own runtime.
fn wait_for(thread: &JoinHandle<()>, deadline: Option<Instant>) -> bool {
    if thread.thread().id() == thread::current().id() {
        return false;
    }
    let Some(deadline) = deadline else { return true };
    while !thread.is_finished() {
        if Instant::now() >= deadline {
            return false;
        }
        thread::sleep(Duration::from_micros(200));
    }
    true
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.stop(None);
    }
}
