namespace Kolosal.Experiments;

/// <summary>Processes and runs around a slot ledger, in made-up time: half a second a round, in which every run asks once.</summary>
internal sealed class SlotWorld
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, int> processes = [];
    private readonly List<Run> runs = [];
    private readonly Dictionary<string, int> done = [];
    private readonly WorkspaceLimits limits;
    private readonly Random random;
    private int silos;

    public SlotWorld(int slots, WorkspaceLimits? limits = null, Random? random = null, int silos = 1)
    {
        (this.limits, this.random) = (limits ?? WorkspaceLimits.None, random ?? new Random(1));
        Ledger = new SlotLedger(LeaseTerms.ExpireAfter, limits);
        for (int i = 0; i < silos; i++) processes[$"p{this.silos++}"] = slots;
        Beat();
    }

    public SlotLedger Ledger { get; }

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Runs in the order in which they had their first slot.</summary>
    public List<string> Begun { get; } = [];

    public List<string> Ended { get; } = [];

    public bool IsDone => runs.Count == 0;

    public int Waiting => runs.Count;

    public void Add(string name, int wants, int trials = int.MaxValue)
    {
        runs.Add(new Run(name, wants, trials, Now));
        Ledger.Enter(name, Now, Now);
        Now += TimeSpan.FromMilliseconds(1);
    }

    /// <summary>So many times: trials end, and every run asks for what it can use, in any order.</summary>
    public void Work(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            Now += Round;
            Beat();
            foreach (var run in runs.OrderBy(_ => random.Next()).ToArray()) Ask(run);
        }
    }

    /// <summary>A silo more, or one less: its slots are lost.</summary>
    public void ComesAndGoes()
    {
        if (processes.Count < 2 || random.Next(2) == 0) processes[$"p{silos++}"] = random.Next(1, 4);
        else
        {
            string gone = processes.Keys.ElementAt(random.Next(processes.Count));
            processes.Remove(gone);
            Ledger.Strike(process => process == gone);
        }
    }

    /// <summary>A run dies with its process and never asks again.</summary>
    public void Abandon()
    {
        if (runs.Count > 0) runs.RemoveAt(random.Next(runs.Count));
    }

    public int Held(string run) => runs.Find(r => r.Name == run)?.Slots.Count ?? 0;

    public int HeldBy(string workspace) => runs.Where(run => SlotHolder.WorkspaceOf(run.Name) == workspace).Sum(run => run.Slots.Count);

    public int DoneBy(string workspace) => done.GetValueOrDefault(workspace);

    public void CheckLeasedOnce()
    {
        string[] held = [.. runs.SelectMany(run => run.Slots)];
        Assert.Equal(held.Distinct().Count(), held.Length);
    }

    public void CheckLimits()
    {
        foreach (var workspace in runs.GroupBy(run => SlotHolder.WorkspaceOf(run.Name)))
            Assert.InRange(workspace.Sum(run => run.Slots.Count), 0, limits.Slots);
    }

    private void Beat()
    {
        foreach (var (process, slots) in processes) Ledger.Heartbeat(process, slots, Now);
    }

    private void Ask(Run run)
    {
        // A trial takes four rounds on average.
        foreach (string slot in run.Slots.Where(_ => random.Next(4) == 0).ToArray())
        {
            run.Slots.Remove(slot);
            run.Trials--;
            string workspace = SlotHolder.WorkspaceOf(run.Name);
            done[workspace] = done.GetValueOrDefault(workspace) + 1;
        }
        if (run.Trials <= 0 && run.Slots.Count == 0)
        {
            Ledger.Release(run.Name);
            runs.Remove(run);
            Ended.Add(run.Name);
            return;
        }
        int wanted = Math.Clamp(Math.Min(run.Wants, run.Trials) - run.Slots.Count, 0, run.Wants);
        var (granted, lost) = Ledger.Lease(run.Name, [.. run.Slots], wanted, Now, run.Since, Begun.Contains(run.Name));
        run.Slots.RemoveAll(lost.Contains);
        run.Slots.AddRange(granted);
        if (!granted.IsEmpty && !Begun.Contains(run.Name)) Begun.Add(run.Name);
    }

    private sealed class Run(string name, int wants, int trials, DateTimeOffset since)
    {
        public string Name => name;

        public int Wants => wants;

        public DateTimeOffset Since => since;

        public int Trials { get; set; } = trials;

        public List<string> Slots { get; } = [];
    }
}
