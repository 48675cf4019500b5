using System.Collections.Immutable;
using System.Text;
using Kolosal.Compliance.Frameworks;
using Kolosal.Compliance.Registers;
using Kolosal.Storage;
using Microsoft.Extensions.Configuration;

namespace Kolosal.Compliance.Injected;

/// <summary>A workspace in which a failure is made, by commands of people whom it names.</summary>
/// <param name="silo">Where it lies.</param>
/// <param name="workspace">Its name.</param>
/// <param name="pause">What the machine has between two steps of the silo's clock.</param>
internal sealed partial class InjectedWorld(InjectedSilo silo, string workspace, TimeSpan pause)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), Step = TimeSpan.FromSeconds(4);

    public InjectedSilo Silo => silo;

    public string Workspace => workspace;

    public IGrainFactory Grains => silo.Platform.Grains;

    public DateTimeOffset Now => silo.Clock.GetUtcNow();

    /// <summary>What a failure remembers from one step to the next.</summary>
    public Dictionary<string, string> Kept { get; } = [];

    private IComplianceGrain Compliance => Grains.Compliance(workspace);

    /// <summary>Who gives the commands that follow.</summary>
    public void As(string subject, params ImmutableArray<string> roles) =>
        Principal.Current = new(workspace, subject, roles.IsDefaultOrEmpty ? ["admin"] : roles);

    public async Task EvaluateAsync()
    {
        var evaluated = await Compliance.EvaluateAsync();
        Assert.True(evaluated.Accepted, evaluated.Refusal?.Message);
    }

    /// <summary>Moves the clock on, a minute at most, until the question stands so.</summary>
    public async Task ReachesAsync(string query, ControlStatus wanted, string when)
    {
        Principal.Current = null;
        string[] control = silo.Platform.Service<FrameworkCatalogue>().Serving[query][0].Split('/', 2);
        var begun = Now;
        while (true)
        {
            var stands = (await Compliance.ControlAsync(control[0], control[1], null)).Value!.Evidence.Single(part => part.Id == query);
            if (stands.Status == wanted) return;
            if (Now - begun >= Minute) Assert.Fail($"{query} ({when}) is not {wanted} after a minute: {await DescribeAsync(stands)}");
            silo.Clock.Advance(Step);

            // What timers began takes time of the machine's own, which the silo's clock must not outrun.
            await Task.Delay(pause);
        }
    }

    private async Task<string> DescribeAsync(PartReading stands)
    {
        var report = (await Compliance.ReportAsync(null, null)).Value!;
        string found = string.Join("; ", stands.Offenders.Select(one => $"{one.Id}: {one.Wrong}"));
        return $"{stands.Status}, observed {(Now - stands.ObservedAt)?.TotalSeconds:0} s ago, evaluated "
            + $"{(Now - report.EvaluatedAt)?.TotalSeconds:0} s ago; {stands.Reason} {found} {report.Trouble}";
    }

    /// <summary>Writes a record, hands it in and has somebody else approve it.</summary>
    public async Task ApproveAsync<TFields, TGrain>(string id, TFields fields)
        where TFields : RegisterFields
        where TGrain : IRegisterGrain<TFields>
    {
        await DraftAsync<TFields, TGrain>(id, fields);
        await DecideAsync<TFields, TGrain>(id);
    }

    public async Task DraftAsync<TFields, TGrain>(string id, TFields fields)
        where TFields : RegisterFields
        where TGrain : IRegisterGrain<TFields>
    {
        As("ann");
        await AcceptedAsync(Grains.Register<TGrain>(workspace, id).CreateAsync(fields));
    }

    public async Task DecideAsync<TFields, TGrain>(string id)
        where TFields : RegisterFields
        where TGrain : IRegisterGrain<TFields>
    {
        As("ann");
        await AcceptedAsync(Grains.Register<TGrain>(workspace, id).MoveAsync(new(RegisterStatus.InReview, "", null)));
        As("boss");
        await AcceptedAsync(Grains.Register<TGrain>(workspace, id).DecideAsync(new(RegisterStatus.Approved, "", null)));
    }

    /// <summary>Fields that are complete for every status of a kind.</summary>
    public static TFields Complete<TFields, TGrain>()
        where TFields : RegisterFields
        where TGrain : IRegisterGrain<TFields> => RegisterCase.All.OfType<RegisterCase.Of<TFields, TGrain>>().Single().Complete;

    /// <summary>A tool outside reports, by its key.</summary>
    public async Task FeedAsync(string kind, string text)
    {
        As("ci");
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string value = Convert.ToBase64String(silo.Platform.Service<ILogSigner>().Sign(bytes));
        var submission = new EvidenceSubmission(
            kind, EvidenceType.TestResult, kind, [], await StoreAsync(text), $"{kind}.json", "application/json", Now.AddMinutes(-1), null, null, null,
            new(InjectedSilo.FeedKeyId, value));
        await AcceptedAsync(Grains.Evidence(workspace, EvidenceGrains.EvidenceId(submission)).SubmitAsync(submission));
    }

    /// <summary>A document is handed in, reviewed and approved.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> DocumentAsync(
        string? kind, string? capacity, DateTimeOffset? until = null, string? text = null, params ImmutableArray<string> controls)
    {
        As("ann");
        var submission = new EvidenceSubmission(
            "document", EvidenceType.Policy, kind, controls.IsDefault ? [] : controls, await StoreAsync(text ?? $"What we say on {Now:O}."),
            "document.txt", "text/plain", Now.AddMinutes(-1), until, null, null, null);
        string id = EvidenceGrains.EvidenceId(submission);
        await AcceptedAsync(Grains.Evidence(workspace, id).SubmitAsync(submission));
        As("boss");
        await AcceptedAsync(Grains.Evidence(workspace, id).ChangeStatusAsync(new(EvidenceStatus.Reviewed, null, null, null), null));
        await AcceptedAsync(Grains.Evidence(workspace, id).ChangeStatusAsync(new(EvidenceStatus.Approved, capacity, null, null), null));
        return id;
    }

    /// <summary>What the host is configured with.</summary>
    public IConfiguration Configuration => silo.Platform.Service<IConfiguration>();

    /// <summary>Changes a setting as whoever edits the file does, while it runs.</summary>
    public Task SetAsync(string setting, string value)
    {
        Configuration[setting] = value;
        ((IConfigurationRoot)Configuration).Reload();
        return Task.CompletedTask;
    }

    public async Task<BlobRef> StoreAsync(string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await silo.Platform.Service<IBlobStore>().PutAsync(workspace, content, CancellationToken.None);
    }

    public static async Task<T> AcceptedAsync<T>(Task<Result<T>> command)
    {
        var answer = await command;
        Assert.True(answer.Accepted, $"{answer.Refusal?.Code}: {answer.Refusal?.Message} {string.Join(' ', answer.Refusal?.Errors.Keys ?? [])}");
        return answer.Value;
    }
}
