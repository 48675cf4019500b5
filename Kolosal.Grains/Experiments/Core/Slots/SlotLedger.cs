namespace Kolosal.Experiments;

/// <summary>Which training slots live, who holds them, and who gets the next one.</summary>
/// <remarks>
/// A slot is named <c>slot_process_i</c>, a holder <c>workspace/run</c>. A process is taken for dead after <paramref name="silence"/> without a
/// heartbeat, a lease for abandoned after as long without a renewal. While there is less than is wanted, slots are shared evenly between the
/// workspaces first and between the runs of a workspace then (<see cref="FairShares"/>); what one does not want may be used by anyone. What does
/// not divide evenly goes to each workspace in turn, and within a workspace to the run that came first: one with too few slots for all its runs
/// works them off in the order they came. Nothing is taken from who has it: shares change as trials end. Free slots are taken from the process
/// with the fewest leased ones, so that trials spread over the machines, and there the one that was granted longest ago, so that a trial which
/// lost its slot does not come back to it while there are others.
/// </remarks>
public sealed class SlotLedger(TimeSpan silence, WorkspaceLimits? limits = null)
{
    private readonly WorkspaceLimits limits = limits ?? WorkspaceLimits.None;
    private readonly Dictionary<string, Process> processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Slot> slots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SlotHolder> holders = new(StringComparer.Ordinal);
    private readonly WorkspaceTurns turns = new(LeaseTerms.TurnEvery);
    private long grants;

    /// <summary>Slots of the processes that live.</summary>
    public int Living => slots.Count;

    /// <summary>A process reports itself; with 0 slots it leaves.</summary>
    public void Heartbeat(string process, int slots, DateTimeOffset now)
    {
        if (processes.TryGetValue(process, out var known) && known.Slots.Length == slots)
        {
            known.Seen = now;
            return;
        }
        Remove(process);
        if (slots <= 0) return;
        var made = processes[process] = new Process([.. Enumerable.Range(0, slots).Select(i => new Slot(SlotName(process, i)))], now);
        foreach (var slot in made.Slots)
        {
            this.slots[slot.Name] = slot;
            slot.Users = holders.Values.Count(holder => holder.Slots.Contains(slot.Name)); // of one that was silent and is back
            if (slot.Users > 0) made.Leased++;
        }
    }

    /// <summary>Forgets the processes of which it is known that they are dead.</summary>
    public void Strike(Func<string, bool> dead)
    {
        foreach (string process in processes.Keys.Where(dead).ToArray()) Remove(process);
    }

    /// <summary>Lets a run wait for its first slot.</summary>
    /// <param name="holder">The run.</param>
    /// <param name="since">When it was asked for.</param>
    /// <param name="now">The time; never goes back.</param>
    /// <returns>False when as many of its workspace wait already as may.</returns>
    public bool Enter(string holder, DateTimeOffset since, DateTimeOffset now)
    {
        Forget(now);
        if (holders.ContainsKey(holder)) return true;
        if (QueueOf(SlotHolder.WorkspaceOf(holder)).Length >= limits.QueuedRuns) return false;
        holders[holder] = new SlotHolder(holder, [], 1, since, started: false, now); // one is kept for it, so that no later run passes it
        return true;
    }

    /// <summary>Renews what the holder names, forgets what it does not, and grants up to <paramref name="wanted"/> more.</summary>
    /// <param name="holder">Who asks.</param>
    /// <param name="held">What it still works on.</param>
    /// <param name="wanted">How many more it can use.</param>
    /// <param name="now">The time; never goes back.</param>
    /// <param name="since">When it came: earlier ones of its workspace are served first. Null for when it was first seen.</param>
    /// <param name="started">It has had a slot before, which this ledger may not know.</param>
    /// <returns>The slots granted, and those named whose process is dead.</returns>
    public (ImmutableArray<string> Granted, ImmutableArray<string> Lost) Lease(
        string holder, ImmutableArray<string> held, int wanted, DateTimeOffset now, DateTimeOffset? since = null, bool started = false)
    {
        Forget(now);
        turns.Advance(now);
        if (holders.TryGetValue(holder, out var before)) Drop(before);
        var mine = holders[holder] = new SlotHolder(
            holder, [.. held.Where(slots.ContainsKey)], wanted, since ?? before?.Since ?? now,
            started || before is { Started: true } || !held.IsEmpty, now);
        foreach (string slot in mine.Slots) Use(slot, 1);
        ImmutableArray<string> lost = [.. held.Where(slot => !slots.ContainsKey(slot))];

        var granted = ImmutableArray.CreateBuilder<string>();
        for (int take = Allowed(mine); take > 0 && NextFree() is { } next; take--)
        {
            next.GrantedAt = ++grants;
            mine.Slots.Add(next.Name);
            Use(next.Name, 1);
            granted.Add(next.Name);
        }
        mine.Granted(granted.Count);
        if (mine.Slots.Count == 0 && mine.Wanted == 0) Drop(mine);
        return (granted.ToImmutable(), lost);
    }

    /// <summary>Gives back whatever the holder has, and forgets what it waits for.</summary>
    public void Release(string holder)
    {
        if (holders.TryGetValue(holder, out var known)) Drop(known);
    }

    /// <summary>The runs of a workspace that wait for their first slot, the next one first.</summary>
    public ImmutableArray<string> QueueOf(string workspace) =>
        [.. holders.Values.Where(holder => holder.Workspace == workspace && holder.Waits).Order().Select(holder => holder.Name)];

    /// <summary>How many slots are leased in a process.</summary>
    public int LeasedIn(string process) => processes.TryGetValue(process, out var known) ? known.Leased : 0;

    /// <summary>The name of a process's slot.</summary>
    public static string SlotName(string process, int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"slot_{process}_{number}");

    /// <summary>The process a slot belongs to.</summary>
    public static string ProcessOf(string slot) => slot["slot_".Length..slot.LastIndexOf('_')];

    private void Forget(DateTimeOffset now)
    {
        foreach (string name in processes.Where(p => now - p.Value.Seen > silence).Select(p => p.Key).ToArray()) Remove(name);
        foreach (var holder in holders.Values.Where(h => now - h.Seen > silence).ToArray()) Drop(holder);
    }

    private void Remove(string process)
    {
        if (!processes.Remove(process, out var known)) return;
        foreach (var slot in known.Slots) slots.Remove(slot.Name);
    }

    private void Drop(SlotHolder holder)
    {
        if (!holders.Remove(holder.Name)) return;
        foreach (string slot in holder.Slots) Use(slot, -1);
    }

    private void Use(string slot, int by)
    {
        if (!slots.TryGetValue(slot, out var known)) return; // its process is gone
        bool was = known.Users > 0;
        known.Users += by;
        if (known.Users > 0 != was) processes[ProcessOf(slot)].Leased += by;
    }

    /// <summary>How many more the holder may have now: up to its share, as far as there are free ones.</summary>
    private int Allowed(SlotHolder mine)
    {
        int free = slots.Count - processes.Values.Sum(process => process.Leased);
        if (free <= 0 || mine.Wanted == 0) return 0;

        // A run has its share while another of its workspace still has more than its own: the workspace's limit holds meanwhile, too.
        int room = limits.Slots - holders.Values.Where(holder => holder.Workspace == mine.Workspace).Sum(holder => holder.Slots.Count);
        return Math.Clamp(Math.Min(Math.Min(free, room), ShareOf(mine) - mine.Slots.Count), 0, mine.Wanted);
    }

    private int ShareOf(SlotHolder mine)
    {
        var workspaces = holders.Values.GroupBy(holder => holder.Workspace, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, Claims, StringComparer.Ordinal);
        string[] order = turns.Order(workspaces.Keys);
        int[] shares = FairShares.Divide(slots.Count,
            [.. order.Select(workspace => Math.Min(limits.Slots, workspaces[workspace].Sum(claim => claim.Slots)))]);
        var own = workspaces[mine.Workspace];
        int place = own.FindIndex(claim => claim.Holder == mine);
        return FairShares.Divide(shares[Array.IndexOf(order, mine.Workspace)], [.. own.Select(claim => claim.Slots)])[place];
    }

    /// <summary>What each run of a workspace can use, in the order in which they are served; those beyond the limit only what they have.</summary>
    private List<(SlotHolder Holder, int Slots)> Claims(IEnumerable<SlotHolder> runs) =>
        [.. runs.Order().Select((run, place) => (run, run.Slots.Count + (place < limits.RunningRuns ? run.Wanted : 0)))];

    private Slot? NextFree()
    {
        Slot? best = null;
        int fewest = int.MaxValue;
        foreach (var process in processes.Values)
        {
            if (process.Leased >= process.Slots.Length || process.Leased > fewest) continue;
            foreach (var slot in process.Slots)
            {
                if (slot.Users > 0 || (process.Leased == fewest && slot.GrantedAt >= best!.GrantedAt)) continue;
                (best, fewest) = (slot, process.Leased);
            }
        }
        return best;
    }

    private sealed class Process(Slot[] slots, DateTimeOffset seen)
    {
        public Slot[] Slots => slots;

        public DateTimeOffset Seen { get; set; } = seen;

        /// <summary>Slots that somebody holds.</summary>
        public int Leased { get; set; }
    }

    private sealed class Slot(string name)
    {
        public string Name => name;

        /// <summary>Holders that name it: two for a while, when an earlier ledger was forgotten with its process.</summary>
        public int Users { get; set; }

        /// <summary>Number of its last grant; 0 for never.</summary>
        public long GrantedAt { get; set; }
    }
}
