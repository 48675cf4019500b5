namespace Kolosal.Experiments;

/// <summary>Which training slots live, who holds them, and who gets the next one.</summary>
/// <remarks>
/// A slot is named <c>slot_process_i</c>. A process is taken for dead after <paramref name="silence"/> without a heartbeat, a lease for abandoned
/// after as long without a renewal. While several holders want more than there is, none gets beyond an even share; what the others do not want may be
/// used by anyone. Free slots are taken from the process with the fewest leased ones, so that trials spread over the machines, and there the one
/// that was granted longest ago, so that a trial which lost its slot does not come back to it while there are others.
/// </remarks>
public sealed class SlotLedger(TimeSpan silence)
{
    private readonly Dictionary<string, (int Slots, DateTimeOffset Seen)> processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Holder> holders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> grantedAt = new(StringComparer.Ordinal);
    private long grants;

    /// <summary>A process reports itself; with 0 slots it leaves.</summary>
    public void Heartbeat(string process, int slots, DateTimeOffset now)
    {
        if (slots > 0) processes[process] = (slots, now);
        else Remove(process);
    }

    /// <summary>Forgets the processes of which it is known that they are dead.</summary>
    public void Strike(Func<string, bool> dead)
    {
        foreach (string process in processes.Keys.Where(dead).ToArray()) Remove(process);
    }

    /// <summary>Renews what the holder names, forgets what it does not, and grants up to <paramref name="wanted"/> more.</summary>
    /// <param name="holder">Who asks.</param>
    /// <param name="held">What it still works on.</param>
    /// <param name="wanted">How many more it can use.</param>
    /// <param name="now">The time; never goes back.</param>
    /// <returns>The slots granted, and those named whose process is dead.</returns>
    public (ImmutableArray<string> Granted, ImmutableArray<string> Lost) Lease(
        string holder, ImmutableArray<string> held, int wanted, DateTimeOffset now)
    {
        foreach (string name in processes.Where(p => now - p.Value.Seen > silence).Select(p => p.Key).ToArray()) Remove(name);
        foreach (string name in holders.Where(h => now - h.Value.Seen > silence).Select(h => h.Key).ToArray()) holders.Remove(name);

        string[] living = [.. processes.OrderBy(p => p.Key, StringComparer.Ordinal)
            .SelectMany(p => Enumerable.Range(0, p.Value.Slots).Select(i => Slot(p.Key, i)))];
        var mine = holders[holder] = new Holder([.. held.Where(living.Contains)], wanted, now);
        ImmutableArray<string> lost = [.. held.Where(slot => !living.Contains(slot))];

        var granted = ImmutableArray.CreateBuilder<string>();
        for (int take = Allowed(mine, living.Length); take > 0; take--)
        {
            string? next = living.Where(slot => !holders.Values.Any(h => h.Slots.Contains(slot)))
                .MinBy(slot => (Load(slot), grantedAt.GetValueOrDefault(slot)));
            if (next is null) break;
            grantedAt[next] = ++grants;
            mine.Slots.Add(next);
            granted.Add(next);
        }
        mine.Wanted -= granted.Count;
        if (mine.Slots.Count == 0 && mine.Wanted == 0) holders.Remove(holder);
        return (granted.ToImmutable(), lost);
    }

    /// <summary>Gives back whatever the holder has, and forgets what it waits for.</summary>
    public void Release(string holder) => holders.Remove(holder);

    /// <summary>The name of a process's slot.</summary>
    public static string Slot(string process, int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"slot_{process}_{number}");

    /// <summary>The process a slot belongs to.</summary>
    public static string ProcessOf(string slot) => slot["slot_".Length..slot.LastIndexOf('_')];

    private void Remove(string process)
    {
        if (!processes.Remove(process, out var known)) return;
        for (int i = 0; i < known.Slots; i++) grantedAt.Remove(Slot(process, i));
    }

    private int Allowed(Holder mine, int slots)
    {
        int free = slots - holders.Values.Sum(h => h.Slots.Count);
        int share = (slots + holders.Count - 1) / holders.Count;
        int promised = holders.Values.Where(h => h != mine).Sum(h => Math.Clamp(share - h.Slots.Count, 0, h.Wanted));
        int allowed = Math.Max(free - promised, Math.Min(free, share - mine.Slots.Count));
        return Math.Clamp(allowed, 0, mine.Wanted);
    }

    private int Load(string slot) => holders.Values.Sum(h => h.Slots.Count(s => ProcessOf(s) == ProcessOf(slot)));

    private sealed class Holder(List<string> slots, int wanted, DateTimeOffset seen)
    {
        public List<string> Slots => slots;

        public int Wanted { get; set; } = wanted;

        public DateTimeOffset Seen => seen;
    }
}
