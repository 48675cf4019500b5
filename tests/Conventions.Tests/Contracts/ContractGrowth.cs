using System.Text.RegularExpressions;

namespace Kolosal.Conventions;

/// <summary>How two versions of the contracts differ, as their manifests say it.</summary>
internal static partial class ContractGrowth
{
    /// <summary>What a silo of the earlier version says that one of the later does not understand; empty when they can run side by side.</summary>
    public static IEnumerable<string> Breaks(string earlier, string later)
    {
        var known = Read(later);
        foreach (var (type, lines) in Read(earlier))
        {
            if (!known.TryGetValue(type, out var now))
            {
                yield return $"{type} is gone.";
                continue;
            }

            var members = now.Select(Split).ToLookup(member => member.Key, member => member.Says);
            foreach (string line in lines)
            {
                var (key, says) = Split(line);
                if (!members[key].Any()) yield return $"{type} has lost {line}.";
                else if (!members[key].Any(said => IsSame(says, said))) yield return $"{type}: {line} has become {members[key].First()}.";
            }
        }
    }

    /// <summary>Types with their lines.</summary>
    private static Dictionary<string, List<string>> Read(string manifest)
    {
        var types = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string> lines = [];
        foreach (string line in manifest.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == ' ') lines.Add(line.Trim());
            else types.Add(line, lines = []);
        }
        return types;
    }

    /// <summary>What identifies a line, and what it says beyond a name: names travel nowhere, but for the words of an enumeration.</summary>
    private static (string Key, string Says) Split(string line)
    {
        if (Method().Match(line) is { Success: true } method) return (method.Groups["name"].Value, method.Groups["rest"].Value);
        var member = Member().Match(line);
        return (member.Groups["number"].Value, member.Groups["type"] is { Success: true } type ? type.Value : member.Groups["name"].Value);
    }

    /// <summary>A method may have gained parameters behind those it had.</summary>
    private static bool IsSame(string earlier, string later)
    {
        if (earlier == later) return true;
        var (was, now) = (Signature().Match(earlier), Signature().Match(later));
        return was.Success && now.Success && was.Groups["result"].Value == now.Groups["result"].Value
            && (was.Groups["takes"].Length == 0 || now.Groups["takes"].Value.StartsWith($"{was.Groups["takes"].Value}, ", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^(?<name>[^\s(]+)(?<rest>\(.*\): .*)$")]
    private static partial Regex Method();

    [GeneratedRegex(@"^(?<number>#?-?\d+) (?<name>[^:]+)(: (?<type>.+))?$")]
    private static partial Regex Member();

    [GeneratedRegex(@"^\((?<takes>.*)\): (?<result>.*)$")]
    private static partial Regex Signature();
}
