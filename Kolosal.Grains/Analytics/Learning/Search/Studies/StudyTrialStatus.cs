namespace Kolosal.Learning.Search;

/// <summary>How far a trial of a study is.</summary>
public enum StudyTrialStatus
{
    /// <summary>Asked for and not told yet.</summary>
    Running,

    /// <summary>Told with its values.</summary>
    Complete,

    /// <summary>Given up because its steps promised too little.</summary>
    Pruned,

    /// <summary>Ended without values.</summary>
    Failed,
}
