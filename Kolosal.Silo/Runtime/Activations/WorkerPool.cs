using Kolosal.Runtime.Calls;

namespace Kolosal.Runtime.Activations;

/// <summary>The activations of one stateless worker grain: an idle one takes the call, else a new one, else the one with the least to do.</summary>
internal sealed class WorkerPool(Engine engine, GrainId id, GrainClass grainClass) : IMailbox
{
    private readonly List<Activation> _workers = [];

    public bool IsBusy
    {
        get { lock (_workers) return _workers.Any(worker => worker.IsBusy); }
    }

    IEnumerable<Activation> IMailbox.Activations
    {
        get { lock (_workers) return [.. _workers]; }
    }

    public bool TryEnqueue(Request request)
    {
        lock (_workers)
        {
            while (true)
            {
                var worker = Choose();
                if (worker.TryEnqueue(request)) return true;
                _workers.Remove(worker);
            }
        }
    }

    public void Remove(Activation worker)
    {
        lock (_workers) _workers.Remove(worker);
    }

    private Activation Choose()
    {
        Activation? least = null;
        int load = int.MaxValue;
        foreach (var worker in _workers)
        {
            int mine = worker.Load;
            if (mine >= load) continue;
            (least, load) = (worker, mine);
            if (mine == 0) break;
        }
        if (least is not null && (load == 0 || _workers.Count >= grainClass.MaxLocalWorkers)) return least;
        var fresh = new Activation(engine, id, grainClass);
        _workers.Add(fresh);
        fresh.Start();
        return fresh;
    }
}
