using System.Text.RegularExpressions;

namespace Kolosal.Experiments;

/// <summary>Names of the models that runs make.</summary>
internal static partial class ModelNames
{
    private const int Longest = 64, TailOfDataset = 6;

    /// <summary>A name for a run that was given none: the target, and the end of the
    /// dataset's id, so that the same data and target add versions to one model.</summary>
    public static string For(RunRequest request)
    {
        string target = NotAllowed().Replace(request.Target.ToLowerInvariant(), "-").Trim('-', '_');
        if (target.Length == 0 || !char.IsAsciiLetter(target[0])) target = $"model-{target}";
        string tail = request.DatasetId.Length > TailOfDataset ? request.DatasetId[^TailOfDataset..] : request.DatasetId;
        target = target[..Math.Min(target.Length, Longest - TailOfDataset - 1)].TrimEnd('-', '_');
        return $"{target}-{NotAllowed().Replace(tail.ToLowerInvariant(), "-")}";
    }

    /// <exception cref="RunOptionException">Not a model's name.</exception>
    public static void Check(string? name)
    {
        if (name is not null && !Allowed().IsMatch(name))
            throw new RunOptionException(
                "model_name", $"A model's name is a lower-case letter and up to {Longest - 1} of a-z 0-9 _ -, got '{name}'.");
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();

    [GeneratedRegex("[^a-z0-9_-]+", RegexOptions.NonBacktracking)]
    private static partial Regex NotAllowed();
}
