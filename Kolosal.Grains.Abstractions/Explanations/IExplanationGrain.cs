using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Explanations;

/// <summary>One explanation that takes long, made beside no request. Key <c>workspace/exp_…</c>.</summary>
/// <remarks>It is begun again when its process dies, and ends the same: what is asked is kept, and nothing but a time limit depends on
/// when.</remarks>
[Alias("kolosal.explanations.IExplanationGrain")]
public interface IExplanationGrain : IGrainWithStringKey
{
    /// <summary>Begins. The same request again answers the explanation as it is.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="request">As <see cref="IExplainerGrain.ExplainAsync"/> takes it; the version is settled now.</param>
    /// <returns>Refused with nothing created: 400 for an unknown kind, 404 without model or version, 409 when another request holds the id.</returns>
    [Alias("Start"), RequiresPermission(Permission.ExplainRead)]
    Task<Result<ExplanationSnapshot>> StartAsync(string model, ExplanationRequest request);

    /// <summary>How it stands. Refuses <c>explain.not-found</c>.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.ExplainRead)]
    Task<Result<ExplanationSnapshot>> GetAsync();

    /// <summary>What it came to. Refuses <c>explain.no-result</c> (409) until it has completed, and <c>explain.result-gone</c> (410) when what was
    /// stored is no longer there.</summary>
    [Alias("Read"), ReadOnly, RequiresPermission(Permission.ExplainRead)]
    Task<Result<ExplanationDocument>> ReadAsync();

    /// <summary>The events past a sequence number, then those to come, until it ends.</summary>
    /// <param name="after">The last sequence number seen; 0 for all. The first event is number 1.</param>
    /// <param name="cancel">Ends the enumeration.</param>
    [Alias("Events"), RequiresPermission(Permission.ExplainRead)]
    IAsyncEnumerable<ExplanationEvent> EventsAsync(long after, CancellationToken cancel = default);

    /// <summary>Stops it. A cancelled one answers as it is.</summary>
    [Alias("Cancel"), RequiresPermission(Permission.ExplainRead)]
    Task<Result<ExplanationSnapshot>> CancelAsync();

    /// <summary>Removes it with its rows and its result; one that is at work is stopped first. A deleted one answers as it is, and is not found
    /// otherwise.</summary>
    [Alias("Delete"), RequiresPermission(Permission.ExplainRead)]
    Task<Result<ExplanationSnapshot>> DeleteAsync();

    /// <summary>Removes it as <see cref="DeleteAsync"/> does when its question, its rows or its result hold a person's values. Only grains call it.
    /// </summary>
    /// <returns>Whether it held any.</returns>
    [Alias("EraseSubject")]
    Task<Result<bool>> EraseSubjectAsync(SubjectIdentity subject);
}

public static class ExplanationGrains
{
    public static IExplanationGrain Explanation(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<IExplanationGrain>(key.ToString());
}
