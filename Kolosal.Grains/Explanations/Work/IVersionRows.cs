using Kolosal.Models;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>The rows that a version was made from. Implemented by whoever makes versions. Safe for any number of callers.</summary>
public interface IVersionRows
{
    /// <summary>Finds them.</summary>
    /// <param name="workspace">The model's.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>What deals them, which computes and does not wait; it throws <see cref="Learning.TrainingException"/> when they cannot be dealt.
    /// Refused with <c>explain.no-held-out-rows</c> and the reason when they cannot be had.</returns>
    Task<Result<Func<VersionRows>>> OpenAsync(string workspace, VersionRegistration version, CancellationToken cancel);
}

/// <summary>The rows of a version's dataset, as its run dealt them.</summary>
/// <param name="Development">Rows that it learnt from and was chosen by.</param>
/// <param name="Test">Rows that neither search nor fitting has seen.</param>
public sealed record VersionRows(Frame Development, Frame Test);
