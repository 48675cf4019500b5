namespace Kolosal.Experiments;

/// <summary>How studies are named: <c>study_</c> and 32 hexadecimal digits.</summary>
public static class StudyId
{
    /// <summary>A name for the study that a request makes.</summary>
    /// <param name="subject">Who asks.</param>
    /// <param name="commandKey">Chosen by the caller: the same one names the same study. Empty for one of its own.</param>
    public static string For(string subject, string commandKey) => $"study_{RunId.For(subject, commandKey)["run_".Length..]}";

    /// <summary>The run that searches for a study.</summary>
    public static string Run(string study) => $"run_{study["study_".Length..]}";
}
