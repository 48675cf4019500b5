using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>No secret stands in the repository: no text of the shape of a known provider's key, and none that looks drawn at random.</summary>
public sealed partial class SecretsTests
{
    /// <summary>Bits a character. Forty letters that are drawn from base64 have more nearly always; words and names less.</summary>
    private const double Drawn = 4.3;

    /// <summary>Texts that open nothing, each with why it may stand here.</summary>
    private static readonly (string Part, string Why)[] Allowed =
    [
        ("abcdefghij", "the alphabet in its order"),
        ("0000000000", "one digit again and again"),
        ("scenarioscenario", "key of servers that a scenario starts on the loopback"),
        ("benchmarkbenchmark", "key of servers that a benchmark starts on the loopback"),
        ("consoleconsole", "key of servers that a test of the console starts on the loopback"),
        ("-----BEGIN PRIVATE KEY-----\\\"", "a head without a key, which a test of redaction looks for"),
        ("aaaaaaaaaa", "one letter again and again"), ("changemechangeme", "a word again and again"), ("passwordpassword", "a word again and again"),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "example of the Standard Webhooks specification"),
        ("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "signature in the example of the Standard Webhooks specification"),
        ("PeterNeumann+c74f20a", "public key in the documentation of Go's package note"),
        ("x08go/ZJkuBS9UG/SffcvIAQxVBt", "signature in the documentation of Go's package note"),
        ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "the bytes 0 to 31"),
    ];

    private static readonly string[] Unread = [".kolosal", ".svg", ".png", ".woff2", ".js", ".zip", ".parquet", ".xlsx", ".seg", ".db"];

    [Fact]
    public void No_text_of_the_repository_looks_like_a_secret()
    {
        string[] files = [.. Files()];
        Assert.InRange(files.Length, 1_000, int.MaxValue);
        Assert.Empty(from path in files
                     from found in Suspicious(File.ReadAllText(path))
                     select $"{Path.GetRelativePath(SharedFolders.Repository, path)}: {found[..Math.Min(found.Length, 12)]}…");
    }

    /// <summary>The scan finds what it is for; the texts are put together here, so that they stand nowhere.</summary>
    [Theory]
    [InlineData("AKIA", "IOSFODNN7RANDOMQ"), InlineData("ghp_", "a8Kd02mXq7Lp5Rt9Vw3Yz1Bc6Ef4Gh0Jk2Nm"), InlineData("xoxb-", "2938475610-abcdef")]
    [InlineData("-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE"), InlineData("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiJhZG1pbiJ9.c2lnbmF0dXJlLW9mLWl0")]
    [InlineData("kol_default.admin_", "Zk3vQ9pLm2Xw7Rt5Yb8Nc4Hd6Jf1Gs0Aqe"), InlineData("Host=db;Password=", "hunter2!x")]
    [InlineData("key: ", "Zk3vQ9pLm2Xw7Rt5Yb8Nc4Hd6Jf1Gs0AqeT=")]
    public void What_is_a_secret_is_found(string begin, string end) => Assert.NotEmpty(Suspicious(begin + end));

    [Fact]
    public void Every_allowance_is_used()
    {
        string[] texts = [.. Files().Where(path => Path.GetFileName(path) != "SecretsTests.cs").Select(File.ReadAllText)];
        Assert.Empty(Allowed.Where(known => !texts.Any(text => text.Contains(known.Part, StringComparison.Ordinal))).Select(known => known.Part));
        Assert.All(Allowed, known => Assert.NotEmpty(known.Why));
    }

    private static IEnumerable<string> Suspicious(string text)
    {
        foreach (Match found in Shapes().Matches(text))
            if (!IsAllowed(text, found)) yield return found.Value;
        foreach (Match found in Words().Matches(text))
            if (!Hexadecimal().IsMatch(found.Value) && found.Value.Any(char.IsAsciiLetterLower) && found.Value.Any(char.IsAsciiLetterUpper)
                && found.Value.Any(char.IsAsciiDigit) && !Name().IsMatch(found.Value) && Entropy(found.Value.TrimEnd('=')) >= Drawn
                && !IsAllowed(text, found))
                yield return found.Value;
    }

    /// <summary>What surrounds it counts, too: a key's alphabet may be cut by its name.</summary>
    private static bool IsAllowed(string text, Match found)
    {
        string around = text[found.Index..Math.Min(text.Length, found.Index + found.Length + 2)];
        return Allowed.Any(known => around.Contains(known.Part, StringComparison.OrdinalIgnoreCase));
    }

    private static double Entropy(string text) =>
        text.GroupBy(letter => letter).Select(group => (double)group.Count() / text.Length).Sum(share => -share * Math.Log2(share));

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(SharedFolders.Repository, "*", SearchOption.AllDirectories).Where(path =>
        !Ignored().IsMatch(Path.GetRelativePath(SharedFolders.Repository, path)) && !Unread.Contains(Path.GetExtension(path))
        && Path.GetFileName(path) is not ("packages.lock.json" or "SecretsTests.cs"));

    [GeneratedRegex(
        @"\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_\w{22,}|\bxox[abprs]-[A-Za-z0-9-]{10,}"
        + @"|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAIza[\w-]{35}\b|\b[rs]k_live_[A-Za-z0-9]{16,}|\bnpm_[A-Za-z0-9]{36}\b"
        + @"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}|\bkol_[a-z0-9_-]+\.[a-z0-9_-]+_[A-Za-z0-9]{32,}\b"
        + "|(?i:\\b(password|pwd))=(?!\\$)[^;\"'\\s{}$<>]{6,}")]
    private static partial Regex Shapes();

    [GeneratedRegex("(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{32,}={0,2}(?![A-Za-z0-9+/_=-])")]
    private static partial Regex Words();

    [GeneratedRegex("^[0-9a-fA-F]+$")]
    private static partial Regex Hexadecimal();

    /// <summary>Sentences that are names of tests.</summary>
    [GeneratedRegex("^[A-Za-z0-9]+(_[A-Za-z0-9]+){3,}$")]
    private static partial Regex Name();

    /// <summary>What builds, tests and a server that was started here leave behind.</summary>
    [GeneratedRegex(@"(^|/)(bin|obj|\.git|\.vs|TestResults|node_modules|artifacts)(/|$)|^data/")]
    private static partial Regex Ignored();
}
