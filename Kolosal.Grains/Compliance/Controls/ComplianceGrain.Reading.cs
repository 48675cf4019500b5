using Kolosal.Compliance.Frameworks;

namespace Kolosal.Compliance.Controls;

/// <summary>Reports, of now and of earlier.</summary>
internal sealed partial class ComplianceGrain
{
    /// <summary>How far back an answer is looked for: a question that nobody answered for longer was not asked.</summary>
    private const int MostMonths = 24;

    private const int MostDays = 400;

    public async Task<Result<ComplianceReport>> ReportAsync(string? framework, DateTimeOffset? asOf)
    {
        if (framework is not null && frameworks.Find(framework) is null) return NoSuchFramework(framework);
        var world = await WorldAsync(asOf);
        if (!world.Accepted) return world.Refusal;
        return ReportBuilder.Report(Workspace, framework is null ? frameworks.All : [frameworks.Find(framework)!], frameworks, questions, world.Value,
            asOf is null ? State.EvaluatedAt : LastAnswer(world.Value), asOf is null ? State.Trouble : null, options.Value.EvaluateMinutes);
    }

    public async Task<Result<ControlDetail>> ControlAsync(string framework, string control, DateTimeOffset? asOf)
    {
        if (frameworks.Find(framework) is not { } found) return NoSuchFramework(framework);
        if (found.Find(control) is not { } row)
            return Refusal.NotFound("compliance.no-such-control",
                $"{found.Name} has no control '{control}' here; GET /api/compliance/controls?framework={framework} lists those there are.");
        var world = await WorldAsync(asOf);
        if (!world.Accepted) return world.Refusal;
        var verdict = ControlJudge.Judge(frameworks, found, row, questions.ById, world.Value);
        return new ControlDetail(world.Value.At, ReportBuilder.Control(found.Id, verdict),
            [.. verdict.Evidence.Select(part => ReportBuilder.Part(part, world.Value))]);
    }

    public async Task<Result<ImmutableArray<ResultRun>>> HistoryAsync(string query, DateTimeOffset from, DateTimeOffset to)
    {
        if (!questions.ById.ContainsKey(query))
            return Refusal.NotFound("compliance.no-such-query", $"This version asks no question '{query}'.");
        if (from > to || to - from > TimeSpan.FromDays(MostDays))
            return Refusal.Invalid("compliance.bad-time", $"Need from before to, at most {MostDays} days apart.");
        var found = ImmutableArray.CreateBuilder<ResultRun>();
        for (var month = MonthOf(to); month >= MonthOf(from); month = month.AddMonths(-1))
            found.AddRange((await HistoryOf(month).RunsAsync(query)).Reverse().Where(run => run.Last >= from && run.From <= to));
        return found.ToImmutable();
    }

    private async Task<Result<JudgedWorld>> WorldAsync(DateTimeOffset? asOf)
    {
        var now = Now;
        if (asOf > now) return Refusal.Invalid("compliance.bad-time", "as_of lies in the future; nothing is known of it.");

        // Who asks for the first time makes the workspace be looked after.
        if (!watching) await BeginAsync();
        var at = asOf ?? now;

        // Answers count from when their facts were read, which lies before they are kept: a past time that an evaluation under way may still
        // change is answered after it. It tells its own failure.
        if (asOf is not null)
            await evaluating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var standings = asOf is null ? State.Standings() : await StandingsAsync(at);
        var handedIn = await evidence.ReadAsync(Workspace, CancellationToken.None);
        return new JudgedWorld(at, standings, asOf is null ? handedIn : handedIn.AsOf(at), State.Reported.With(handedIn.Feeds),
            await decisions.ReadAsync(Workspace, CancellationToken.None));
    }

    private async Task<Dictionary<string, QueryStanding>> StandingsAsync(DateTimeOffset at)
    {
        var found = new Dictionary<string, QueryStanding>(StringComparer.Ordinal);
        var month = MonthOf(at);
        var beginning = State.Exists ? MonthOf(State.CreatedAt) : month;
        for (int i = 0; i < MostMonths && month >= beginning && found.Count < questions.All.Length; i++, month = month.AddMonths(-1))
        {
            foreach (var answer in await HistoryOf(month).AsOfAsync(at))
            {
                if (!questions.ById.ContainsKey(answer.Query) || found.ContainsKey(answer.Query)) continue;
                var result = QueryResult.Parse(answer.Body, answer.ObservedAt, answer.ExpiresAt);
                found.Add(answer.Query, new(result, result, 0, null));
            }
        }
        return found;
    }

    private static DateTimeOffset MonthOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset? LastAnswer(JudgedWorld world) =>
        world.Queries.Count == 0 ? null : world.Queries.Values.Max(standing => standing.Last.ObservedAt);

    private static Refusal NoSuchFramework(string framework) => Refusal.NotFound(
        "compliance.no-such-framework", $"There is no framework '{framework}'; GET /api/compliance/controls lists those there are.");
}
