namespace Kolosal.Compliance.Controls;

/// <summary>Opens corrective actions for what turned red.</summary>
internal interface ICorrectiveActions
{
    /// <summary>Opens an action; does nothing when one of the same identity was opened before, whatever became of it.</summary>
    Task OpenAsync(string workspace, CorrectiveCause cause, CancellationToken cancel);
}

/// <summary>Why something is to be corrected.</summary>
/// <param name="Identity">Follows from what is red and who is in the way, so that one cause opens one action: 24 hexadecimal digits.</param>
/// <param name="Subject">The question that is red, as <c>Q24</c>.</param>
/// <param name="Title">What should hold.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Controls">The controls that it serves, as <c>framework/control</c>.</param>
/// <param name="Offenders">Those in the way; at most <see cref="Judgement.MostOffenders"/>.</param>
/// <param name="Owners">The features whose records are in the way.</param>
/// <param name="RedSince">When it turned red.</param>
/// <param name="DueAt">When it should hold again.</param>
internal sealed record CorrectiveCause(
    string Identity, string Subject, string Title, string Remedy, ImmutableArray<string> Controls, ImmutableArray<Offender> Offenders,
    ImmutableArray<string> Owners, DateTimeOffset RedSince, DateTimeOffset DueAt);
