using Kolosal.Access;

namespace Kolosal.Privacy;

/// <summary>Takes a person out of everything beside the datasets, on a silo, where all that may hold the person is at hand. Key <c>workspace/…</c>.
/// </summary>
[Alias("kolosal.privacy.ISubjectSweepGrain")]
public interface ISubjectSweepGrain : IGrainWithStringKey
{
    /// <summary>Looks everywhere, and takes out what it can. Repeating it finds what is left.</summary>
    [Alias("Sweep"), ResponseTimeout("01:00:00"), RequiresPermission(Permission.PrivacyWrite)]
    Task<ImmutableArray<SubjectPlace>> SweepAsync(SubjectSweep sweep);
}

/// <summary>What a sweep is to do.</summary>
/// <param name="Identity">By what the person is known.</param>
/// <param name="Datasets">Datasets that held the person and are gone.</param>
/// <param name="RemovePackages">Stored model packages that hold the person literally are deleted where the version does not serve.</param>
/// <param name="Blobs">SHA-256 of the content of those datasets; default is none.</param>
/// <param name="Order">What is to be remembered of the erasure; null when an earlier one is carried out again.</param>
[GenerateSerializer, Immutable, Alias("kolosal.subject-sweep")]
public sealed record SubjectSweep(
    SubjectIdentity Identity, ImmutableArray<string> Datasets, bool RemovePackages, ImmutableArray<string> Blobs = default,
    SubjectOrder? Order = null);
