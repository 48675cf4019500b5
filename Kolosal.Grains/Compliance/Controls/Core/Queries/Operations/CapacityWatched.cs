using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>Q56: there is room.</summary>
internal sealed class CapacityWatched() : RecordQuery(
    "Q56", "capacity", "Capacity watched", TimeSpan.FromMinutes(10), "Admit fewer runs, or add a silo or a disk.", "Platform", "Experiments")
{
    protected override string NotJudged => "days until the disk is full, which need a history of its use";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        if (facts.Platform is not { } host) return Judgement.Absent("needed: the host's disk and memory, which were not measured");
        var values = ImmutableSortedDictionary<string, double>.Empty;
        if (host.DiskShare is { } disk) values = values.Add("disk_share", disk);
        if (host.MemoryShare is { } memory) values = values.Add("memory_share", memory);
        return Judgement.Of(3, Wrong(facts, host), values);
    }

    private static IEnumerable<Offender> Wrong(WorkspaceFacts facts, PlatformFact host)
    {
        var limits = facts.Parameters;
        if (host.DiskShare is not { } disk) yield return new("platform/disk", "It could not be measured.");
        else if (disk >= limits.DiskShare) yield return Full("platform/disk", disk, limits.DiskShare);
        if (host.MemoryShare is not { } memory) yield return new("platform/memory", "It could not be measured.");
        else if (memory >= limits.MemoryShare) yield return Full("platform/memory", memory, limits.MemoryShare);
        int waiting = facts.Runs.Count(run => run.State == "queued" && Age(facts, run.CreatedAt) >= TimeSpan.FromMinutes(limits.QueueMinutes));
        if (waiting > 0) yield return new("platform/slots", $"{waiting} runs wait for longer than {limits.QueueMinutes} minutes.");
    }

    private static Offender Full(string what, double share, double most) => new(what, $"A share of {share:0.##} is in use, of {most:0.##} at most.");
}
