using Kolosal.Experiments;

namespace Kolosal.Exploration;

/// <summary>How analyses are named: <c>ana_</c> and 32 hexadecimal digits.</summary>
public static class AnalysisId
{
    /// <summary>A name for the analysis that a request starts.</summary>
    /// <param name="subject">Who asks.</param>
    /// <param name="commandKey">Chosen by the caller: the same one names the same analysis, also when the first answer never arrived. Empty for one
    /// of its own.</param>
    public static string For(string subject, string commandKey) => $"ana_{RunId.For(subject, commandKey)["run_".Length..]}";
}
