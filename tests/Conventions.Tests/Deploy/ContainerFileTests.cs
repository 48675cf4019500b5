using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>The image cannot be built where there is no engine; these read the file as a linter would, and hold it against the repository.</summary>
public partial class ContainerFileTests
{
    private static readonly string[] Known =
    ["FROM", "WORKDIR", "COPY", "RUN", "ENV", "VOLUME", "EXPOSE", "USER", "STOPSIGNAL", "ENTRYPOINT", "ARG", "LABEL", "CMD", "HEALTHCHECK"];

    private static readonly string File = DeployFiles.Read("container", "Dockerfile");

    /// <summary>Instruction and rest, lines that go on joined, comments left out.</summary>
    private static (string Word, string Tail)[] Instructions() =>
        [.. Comment().Replace(File, "").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().Split(' ', 2)).Where(parts => parts[0].Length > 0).Select(parts => (parts[0], parts[^1].Trim()))];

    [Fact]
    public void Every_instruction_is_one_and_the_compiler_stays_behind()
    {
        var all = Instructions();
        Assert.All(all, one => Assert.Contains(one.Word, Known));
        string[] stages = [.. all.Where(one => one.Word == "FROM").Select(one => one.Tail)];
        Assert.Equal(2, stages.Length);
        Assert.Matches(@"/sdk:10\.0 AS build$", stages[0]);
        Assert.Matches(@"/aspnet:10\.0$", stages[1]);
        Assert.DoesNotContain("latest", File, StringComparison.Ordinal);
    }

    [Fact]
    public void It_runs_as_nobody_special_and_is_stopped_by_a_signal()
    {
        var last = Instructions().SkipWhile(one => !one.Tail.Contains("aspnet", StringComparison.Ordinal)).ToArray();
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", last.Last(one => one.Word == "USER").Tail);
        Assert.True(Array.FindLastIndex(last, one => one.Word == "RUN") < Array.FindLastIndex(last, one => one.Word == "USER"));
        Assert.StartsWith("[\"dotnet\", \"Kolosal.Api.dll\"", last.Single(one => one.Word == "ENTRYPOINT").Tail, StringComparison.Ordinal);
        Assert.All(last.Where(one => one.Word == "RUN" && one.Tail.Contains("apt-get", StringComparison.Ordinal)), one =>
        {
            Assert.Contains("--no-install-recommends", one.Tail, StringComparison.Ordinal);
            Assert.Contains("rm -rf /var/lib/apt/lists", one.Tail, StringComparison.Ordinal);
        });
        Assert.Contains(last, one => one.Word == "RUN" && one.Tail.Contains("libgomp1", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_copied_is_there_is_not_ignored_and_is_all_that_the_build_needs()
    {
        string[] copied = [.. Instructions().Where(one => one.Word == "COPY" && !one.Tail.StartsWith("--", StringComparison.Ordinal))
            .SelectMany(one => one.Tail.Split(' ')[..^1]).Select(path => path.TrimEnd('/'))];
        string[] ignored = DeployFiles.Read("container", "Dockerfile.dockerignore").Split('\n');
        Assert.All(copied, path =>
        {
            string full = Path.Combine(SharedFolders.Repository, path);
            Assert.True(System.IO.File.Exists(full) || Directory.Exists(full), path);
            Assert.Contains($"!{path}", ignored);
        });

        // Every project and file that the build of the API pulls in lies in a folder that is copied.
        var wanted = new Queue<string>([Path.Combine(SharedFolders.Repository, "Kolosal.Api", "Kolosal.Api.csproj")]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (wanted.TryDequeue(out string? project))
        {
            if (!seen.Add(project)) continue;
            foreach (var element in XDocument.Load(project).Descendants().Where(one => one.Name.LocalName is "ProjectReference" or "EmbeddedResource"
                or "Compile" or "Protobuf" or "None"))
            {
                if ((string?)element.Attribute("Include") is not { } include || include.Contains('$', StringComparison.Ordinal)) continue;
                string path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, include.Split('*')[0]));
                string relative = Path.GetRelativePath(SharedFolders.Repository, path);
                Assert.True(copied.Any(one => relative.TrimEnd('/') == one || relative.StartsWith(one + "/", StringComparison.Ordinal)),
                    $"{Path.GetFileName(project)} needs {relative}, which the image's build has not.");
                if (element.Name.LocalName == "ProjectReference") wanted.Enqueue(path);
            }
        }
        Assert.True(seen.Count >= 4);
    }

    [Fact]
    public void Its_settings_are_settings()
    {
        foreach (Match setting in Setting().Matches(File)) Assert.True(DeployFiles.IsSetting(setting.Value), setting.Value);
        Assert.Contains("Kolosal__DataDirectory=/data", File, StringComparison.Ordinal);
        Assert.Contains("VOLUME /data", File, StringComparison.Ordinal);
        var ports = new Hosting.ClusterOptions();
        Assert.Contains($"EXPOSE 8080 {ports.SiloPort} {ports.GatewayPort}", File, StringComparison.Ordinal);
    }

    [GeneratedRegex("^[ \t]*#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"Kolosal__\w+")]
    private static partial Regex Setting();
}
