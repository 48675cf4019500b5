using System.Runtime.InteropServices;

namespace Kolosal.Compliance.Controls;

/// <summary>Asks the kernel whether its clock follows a reference (ntp_gettime(3)).</summary>
internal static partial class TimeSource
{
    private const int Unsynchronised = 5;

    /// <returns>Null where the system does not tell.</returns>
    public static TimeSourceFact? Read()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            var time = default(NtpTime);
            int state = GetTime(ref time);
            return state < 0 ? null : new(state != Unsynchronised, time.MaximumError / 1e6);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "ntp_gettime")]
    private static partial int GetTime(ref NtpTime time);

    /// <summary>struct ntptimeval: times in seconds and microseconds, errors in microseconds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NtpTime
    {
        public nint Seconds, Microseconds, MaximumError, EstimatedError, AtomicOffset, Reserved1, Reserved2, Reserved3, Reserved4;
    }
}
