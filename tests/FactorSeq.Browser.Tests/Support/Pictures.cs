namespace FactorSeq.Browser.Tests.Support;

/// <summary>Pictures of pages for whoever wants to look at them: light, dark and narrow, in the folder that FACTORSEQ_SCREENSHOTS names.</summary>
internal static class Pictures
{
    internal static async Task Take(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("FACTORSEQ_SCREENSHOTS") is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (var (scheme, width) in new[] { (ColorScheme.Dark, 1280), (ColorScheme.Light, 320), (ColorScheme.Light, 1280) })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.SetViewportSizeAsync(width, 720);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{scheme}-{width}.png".ToLowerInvariant()) });
        }
    }
}
