using System.Collections.Concurrent;

namespace Kolosal.Runtime.Activations;

/// <summary>Which grains are in memory: at most one activation each, stateless workers aside.</summary>
internal sealed class ActivationDirectory(Engine engine)
{
    private readonly ConcurrentDictionary<GrainId, IMailbox> _mailboxes = new();

    public IEnumerable<Activation> Activations => _mailboxes.Values.SelectMany(mailbox => mailbox.Activations);

    /// <summary>The grain's mailbox; the grain is activated when it is not in memory.</summary>
    public IMailbox MailboxOf(GrainId id, GrainClass grainClass)
    {
        while (true)
        {
            if (_mailboxes.TryGetValue(id, out var known)) return known;
            if (grainClass.MaxLocalWorkers > 0) return _mailboxes.GetOrAdd(id, new WorkerPool(engine, id, grainClass));
            var fresh = new Activation(engine, id, grainClass);
            if (!_mailboxes.TryAdd(id, fresh)) continue;
            fresh.Start();
            return fresh;
        }
    }

    public IMailbox? Find(GrainId id) => _mailboxes.GetValueOrDefault(id);

    public void Remove(Activation activation)
    {
        if (!_mailboxes.TryGetValue(activation.GrainId, out var mailbox)) return;
        if (mailbox is WorkerPool pool) pool.Remove(activation);
        else _mailboxes.TryRemove(new KeyValuePair<GrainId, IMailbox>(activation.GrainId, activation));
    }

    public void Clear() => _mailboxes.Clear();
}
