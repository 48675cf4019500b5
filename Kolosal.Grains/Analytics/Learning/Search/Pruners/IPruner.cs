namespace Kolosal.Learning.Search;

/// <summary>Says whether a trial is worth going on with. A pure function of its arguments, in any order of the others.</summary>
/// <remarks>
/// What a decision looks at: the trial's own losses up to its last step s, and of the others their losses at steps up to s (at a rung: the first
/// from the rung on), never what they became later, unless a pruner says otherwise. Which others there are is the caller's choice, and with it
/// whether a run replays: a decision about trial n replays when the others are the trials numbered up to n − lag, which are over by then, as for
/// samplers. Whoever passes on what happens to have arrived gets decisions that depend on it, and keeps them in the record.
/// </remarks>
public interface IPruner
{
    /// <summary>The name under which it is chosen.</summary>
    string Name { get; }

    /// <summary>Whether to give the trial up.</summary>
    /// <param name="trial">The trial up to its last step; without a step it goes on.</param>
    /// <param name="others">Other trials, itself not among them.</param>
    bool ShouldPrune(TrialCurve trial, IReadOnlyList<TrialCurve> others);
}
