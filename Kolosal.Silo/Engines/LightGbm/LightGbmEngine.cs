using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kolosal.Learning;

namespace Kolosal.Engines.LightGbm;

/// <summary>LightGBM as this process has it.</summary>
internal static class LightGbmEngine
{
    /// <summary>Of the package that holds the native library; the library does not tell its own.</summary>
    public const string Version = "4.7.0";

    private const string Name = "LightGBM 4.7";

    /// <summary>The engine; missing where its native library cannot be loaded.</summary>
    /// <remarks>Threads of OpenMP that wait for each other spin unless told otherwise, and take the processor from those they wait for when
    /// trials and requests want it as well: on a busy machine a fit of two threads took thirty times as long. It is told through the
    /// environment, before its library is there; what whoever runs the process has set stays.</remarks>
    public static TrainerEngine Load()
    {
        try
        {
            if (OperatingSystem.IsLinux()) LightGbmNative.SetEnvironment("OMP_WAIT_POLICY", "passive", replaces: 0);
            NativeLibrary.Load(LightGbmNative.Library, typeof(LightGbmEngine).Assembly, null);
            Silence();
            return new(Name, [LightGbmTrainer.Descriptor]);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
        {
            return new(Name, [LightGbmTrainer.Descriptor], Reason(fault.Message));
        }
    }

    /// <summary>Why the library is not there, in words that say what to do.</summary>
    /// <param name="message">The loader's.</param>
    internal static string Reason(string message) => message.Contains("libgomp", StringComparison.Ordinal)
        ? "its library needs libgomp, which is not installed (Debian and Ubuntu: apt-get install libgomp1)"
        : $"its library {LightGbmNative.Library} cannot be loaded on {RuntimeInformation.RuntimeIdentifier}; it is made for x64 "
            + "Linux, Windows and macOS";

    // What it has to say comes back as the error of a call; its warnings would be lines of standard output.
    private static unsafe void Silence() => LightGbmNative.Check(LightGbmNative.RegisterLogCallback(&Ignore));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Ignore(byte* line)
    {
    }
}
