namespace Kolosal.Experiments;

/// <summary>Who asks the ledger for slots. Ordered as a workspace's runs are served: those that have begun before those that wait, then by when
/// they came.</summary>
internal sealed class SlotHolder(string name, List<string> slots, int wanted, DateTimeOffset since, bool started, DateTimeOffset seen)
    : IComparable<SlotHolder>
{
    public string Name => name;

    public string Workspace { get; } = WorkspaceOf(name);

    public List<string> Slots => slots;

    /// <summary>How many more it can use.</summary>
    public int Wanted { get; private set; } = wanted;

    public DateTimeOffset Since => since;

    public bool Started { get; private set; } = started;

    public DateTimeOffset Seen => seen;

    /// <summary>It has never had a slot.</summary>
    public bool Waits => !Started;

    /// <summary>The part of a holder's name in front of the run.</summary>
    public static string WorkspaceOf(string holder) => holder.IndexOf('/') is var slash and >= 0 ? holder[..slash] : holder;

    public void Granted(int slots)
    {
        Wanted -= slots;
        Started |= slots > 0;
    }

    public int CompareTo(SlotHolder? other)
    {
        if (other is null) return 1;
        int order = other.Started.CompareTo(Started);
        if (order == 0) order = Since.CompareTo(other.Since);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }
}
