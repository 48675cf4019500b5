using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

/// <summary>What came of a model's traffic. Cursors and counts are one write: a crash loses nothing and counts nothing twice.</summary>
[GenerateSerializer, Alias("kolosal.traffic-state")]
internal sealed class TrafficState : LogConsumerState
{
    private const int MostArms = 200, MostPairs = 50, MostReports = 200, MostVersions = 50, ScopeDays = 8, MostPurposes = 64;

    [Id(0)] public List<ArmTally> Arms { get; set; } = [];

    /// <summary>Newest last.</summary>
    [Id(1)] public List<PairTally> Pairs { get; set; } = [];

    /// <summary>Last report of each silo's life about each pair; of very many the oldest go.</summary>
    [Id(2)] public List<SiloShadowReport> Reports { get; set; } = [];

    [Id(3)] public List<CoverageTally> Coverage { get; set; } = [];

    /// <summary>The last days, oldest first.</summary>
    [Id(4)] public List<ScopeTally> Scope { get; set; } = [];

    /// <summary>The last days, oldest first.</summary>
    [Id(5)] public List<PurposeTally> Purposes { get; set; } = [];

    public void Count(ServedRequest request)
    {
        var arm = Arms.Find(known => known.Version == request.Version && known.Canary == request.Canary);
        if (arm is null)
        {
            if (Arms.Count >= MostArms) Arms.RemoveAt(0);
            Arms.Add(arm = new() { Version = request.Version, Canary = request.Canary, FirstAt = request.At });
        }
        arm.Count(request);
    }

    /// <summary>Adds rows that were held against the training data.</summary>
    public void Scored(int version, DateTimeOffset at, int scored, int unlike)
    {
        var day = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero);
        var tally = Scope.FindLast(known => known.Version == version && known.Day == day);
        if (tally is null)
        {
            Scope.RemoveAll(known => (day - known.Day).TotalDays > ScopeDays);
            if (Scope.Count >= MostArms) Scope.RemoveAt(0);
            Scope.Add(tally = new() { Version = version, Day = day });
        }

        tally.Scored += scored;
        tally.Unlike += unlike;
    }

    /// <summary>Adds an answered request to those of its purpose.</summary>
    public void Declared(ServedRequest request)
    {
        if (request is not { Error: null, Outcomes: null }) return;
        var day = new DateTimeOffset(request.At.UtcDateTime.Date, TimeSpan.Zero);
        var tally = Find(day, request.Version, request.Purpose, further: false);
        if (tally is null)
        {
            Purposes.RemoveAll(known => (day - known.Day).TotalDays > ScopeDays);
            bool further = request.Purpose is not null
                && Purposes.Count(known => known.Day == day && known.Purpose is not null) >= MostPurposes;
            string? told = further ? null : request.Purpose;
            tally = Find(day, request.Version, told, further);
            if (tally is null) Purposes.Add(tally = new() { Day = day, Version = request.Version, Purpose = told, Further = further });
        }

        tally.Requests++;
    }

    private PurposeTally? Find(DateTimeOffset day, int version, string? purpose, bool further) => Purposes.FindLast(known =>
        known.Version == version && known.Day == day && known.Purpose == purpose && known.Further == further);

    public void Take(SiloShadowReport report)
    {
        int place = Reports.FindIndex(known =>
            known.Reporter == report.Reporter && known.Champion == report.Champion && known.Challenger == report.Challenger);

        // Reports of one silo may pass each other; more rows are the later.
        if (place >= 0 && Reports[place].Rows + Reports[place].Shed + Reports[place].Unscored > report.Rows + report.Shed + report.Unscored) return;
        if (place >= 0) Reports[place] = report;
        else
        {
            if (Reports.Count >= MostReports) Reports.RemoveAt(0);
            Reports.Add(report);
        }
    }

    public PairTally Pair(int champion, int challenger, bool canary, DateTimeOffset since)
    {
        var pair = Pairs.Find(known => known.Champion == champion && known.Challenger == challenger && known.Since == since);
        if (pair is not null) return pair;
        if (Pairs.Count >= MostPairs) Pairs.RemoveAt(0);
        Pairs.Add(pair = new() { Champion = champion, Challenger = challenger, Canary = canary, Since = since });
        return pair;
    }

    public CoverageTally CoverageOf(int version, double promised, bool adaptive)
    {
        var tally = Coverage.Find(known => known.Version == version);
        if (tally is not null && tally.Promised == promised && tally.Adaptive == adaptive) return tally;

        // Another promise is counted from nothing.
        if (tally is not null) Coverage.Remove(tally);
        if (Coverage.Count >= MostVersions) Coverage.RemoveAt(0);
        Coverage.Add(tally = new() { Version = version, Promised = promised, Adaptive = adaptive, MissLevel = 1 - promised });
        return tally;
    }
}

/// <summary>What one version answered in one way.</summary>
[GenerateSerializer, Alias("kolosal.arm-tally")]
internal sealed class ArmTally
{
    [Id(0)] public int Version { get; set; }
    [Id(1)] public bool Canary { get; set; }
    [Id(2)] public long Requests { get; set; }
    [Id(3)] public long Errors { get; set; }
    [Id(4)] public long Answered { get; set; }
    [Id(5)] public long Rows { get; set; }
    [Id(6)] public long Referred { get; set; }
    [Id(7)] public double Milliseconds { get; set; }
    [Id(8)] public DateTimeOffset FirstAt { get; set; }
    [Id(9)] public DateTimeOffset LastAt { get; set; }

    public void Count(ServedRequest request)
    {
        Requests++;
        LastAt = request.At;
        if (request.Error is not null)
        {
            if (!request.ClientFault) Errors++;
            return;
        }
        Answered++;
        Rows += request.Rows;
        Milliseconds += request.LatencyMilliseconds;
        if (request.Referred is { } referred) Referred += referred.Count(reasons => reasons != ReferralReasons.None);
    }

    public ArmStanding Read() => new(
        Version, Canary, Requests, Errors, Rows, Referred, Answered == 0 ? null : Milliseconds / Answered, FirstAt, LastAt);
}

/// <summary>One paired test.</summary>
[GenerateSerializer, Alias("kolosal.pair-tally")]
internal sealed class PairTally
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [NonSerialized] private ShadowTally? tally;

    [Id(0)] public int Champion { get; set; }
    [Id(1)] public int Challenger { get; set; }
    [Id(2)] public bool Canary { get; set; }
    [Id(3)] public DateTimeOffset Since { get; set; }

    /// <summary>The count as a JSON document; squared errors of huge values may add up to no number and are kept by name.</summary>
    [Id(4)] public string Counted { get; set; } = "";

    [Id(5)] public PairFinding Finding { get; set; }

    /// <summary>The capital that decides, 2 / alpha, as it stood when the last outcome was counted.</summary>
    [Id(6)] public double Needed { get; set; }

    private ShadowTally Tally => tally ??= Counted.Length == 0 ? new() : JsonSerializer.Deserialize<ShadowTally>(Counted, Json)!;

    /// <summary>Adds an outcome of a row; the outputs are null when one of the two could not score it.</summary>
    public void Learn(bool regression, double[]? champion, double[]? challenger, double actual, double alpha)
    {
        if (champion is null || challenger is null) Tally.Unscored++;
        else Tally.Learn(regression, champion, challenger, actual);
        Needed = 2 / alpha;
        if (Finding == PairFinding.Undecided)
            Finding = Tally.Bets.HighestWorse >= Needed ? PairFinding.Worse
                : Tally.Bets.HighestBetter >= Needed ? PairFinding.Better : PairFinding.Undecided;
        Counted = JsonSerializer.Serialize(Tally, Json);
    }

    public PairStanding Read() => new(
        Champion, Challenger, Canary, Since, Tally.Outcomes, Tally.Unscored, Mean(Tally.ChampionLoss), Mean(Tally.ChallengerLoss),
        Tally.Bets.HighestBetter, Tally.Bets.HighestWorse, Needed, Finding);

    private double? Mean(double sum) => Tally.Outcomes > 0 && double.IsFinite(sum) ? sum / Tally.Outcomes : null;
}

/// <summary>How often regions of one version held the truth.</summary>
[GenerateSerializer, Alias("kolosal.coverage-tally")]
internal sealed class CoverageTally
{
    [Id(0)] public int Version { get; set; }
    [Id(1)] public double Promised { get; set; }
    [Id(2)] public bool Adaptive { get; set; }

    /// <summary>αₜ; 1 − promised where it does not move.</summary>
    [Id(3)] public double MissLevel { get; set; }

    [Id(4)] public long Outcomes { get; set; }
    [Id(5)] public long Covered { get; set; }

    /// <summary>By attribute and category, LF between.</summary>
    [Id(6)] public Dictionary<string, long> SegmentOutcomes { get; set; } = [];

    [Id(7)] public Dictionary<string, long> SegmentCovered { get; set; } = [];
}

/// <summary>Rows of one day that were held against the training data of the version that answered.</summary>
[GenerateSerializer, Alias("kolosal.scope-tally")]
internal sealed class ScopeTally
{
    [Id(0)] public int Version { get; set; }
    [Id(1)] public DateTimeOffset Day { get; set; }
    [Id(2)] public long Scored { get; set; }
    [Id(3)] public long Unlike { get; set; }
}

/// <summary>Answered requests of one day and version that declared one purpose.</summary>
[GenerateSerializer, Alias("kolosal.purpose-tally")]
internal sealed class PurposeTally
{
    [Id(0)] public DateTimeOffset Day { get; set; }
    [Id(1)] public int Version { get; set; }

    /// <summary>Null for those that declared none, and for further ones.</summary>
    [Id(2)] public string? Purpose { get; set; }

    /// <summary>Declared, and not told apart any more.</summary>
    [Id(3)] public bool Further { get; set; }

    [Id(4)] public long Requests { get; set; }
}
