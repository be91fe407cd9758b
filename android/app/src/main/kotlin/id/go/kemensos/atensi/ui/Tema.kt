package id.go.kemensos.atensi.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.ColorScheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.unit.sp
import id.go.kemensos.atensi.inti.Nada

/** Read in the sun at noon: pure white behind, text and its ground at least 7 to 1 apart. TemaTest measures every pair. */
val Terang: ColorScheme = lightColorScheme(
    primary = Color(0xFF00474A), onPrimary = Color.White,
    primaryContainer = Color(0xFFC5ECEE), onPrimaryContainer = Color(0xFF002021),
    secondary = Color(0xFF2F4748), onSecondary = Color.White,
    secondaryContainer = Color(0xFFD9E8E8), onSecondaryContainer = Color(0xFF0E1E1E),
    background = Color.White, onBackground = Color(0xFF0D1515),
    surface = Color.White, onSurface = Color(0xFF0D1515),
    surfaceVariant = Color(0xFFE6EDED), onSurfaceVariant = Color(0xFF2B3838),
    outline = Color(0xFF4B5858), outlineVariant = Color(0xFF4B5858),
    // What Material paints dialogs and switches with; its own is lilac.
    surfaceContainer = Color(0xFFF4F8F8), surfaceContainerHigh = Color(0xFFF4F8F8), surfaceContainerHighest = Color(0xFFE6EDED),
    error = Color(0xFF8C0009), onError = Color.White,
    errorContainer = Color(0xFFFFE2DE), onErrorContainer = Color(0xFF4A0004),
)

/** At night in a house without light. */
val Gelap: ColorScheme = darkColorScheme(
    primary = Color(0xFF8BE3E6), onPrimary = Color(0xFF00282A),
    primaryContainer = Color(0xFF004B4E), onPrimaryContainer = Color(0xFFE0FBFC),
    secondary = Color(0xFFC6DADA), onSecondary = Color(0xFF132222),
    secondaryContainer = Color(0xFF2D4040), onSecondaryContainer = Color(0xFFEDF7F7),
    background = Color.Black, onBackground = Color(0xFFF1F6F6),
    surface = Color.Black, onSurface = Color(0xFFF1F6F6),
    surfaceVariant = Color(0xFF1F2A2A), onSurfaceVariant = Color(0xFFD7E2E2),
    outline = Color(0xFF9FADAD), outlineVariant = Color(0xFF9FADAD),
    surfaceContainer = Color(0xFF141C1C), surfaceContainerHigh = Color(0xFF141C1C), surfaceContainerHighest = Color(0xFF1F2A2A),
    error = Color(0xFFFFB9B0), onError = Color(0xFF4A0004),
    errorContainer = Color(0xFF6B0006), onErrorContainer = Color(0xFFFFEDEA),
)

/** The ground and what is written on it, for how a word is meant. The word itself says it too. */
data class WarnaNada(val dasar: Color, val isi: Color)

val NadaTerang: Map<Nada, WarnaNada> = mapOf(
    Nada.NETRAL to WarnaNada(Color(0xFFE6EDED), Color(0xFF0D1515)),
    Nada.BAIK to WarnaNada(Color(0xFFD6F0DA), Color(0xFF05290F)),
    Nada.MENUNGGU to WarnaNada(Color(0xFFDCE8FA), Color(0xFF0A1F3D)),
    Nada.PERHATIAN to WarnaNada(Color(0xFFFFEBB8), Color(0xFF3A2600)),
    Nada.BAHAYA to WarnaNada(Color(0xFFFFE2DE), Color(0xFF4A0004)),
)

val NadaGelap: Map<Nada, WarnaNada> = mapOf(
    Nada.NETRAL to WarnaNada(Color(0xFF1F2A2A), Color(0xFFF1F6F6)),
    Nada.BAIK to WarnaNada(Color(0xFF0F3A1B), Color(0xFFDDF8E2)),
    Nada.MENUNGGU to WarnaNada(Color(0xFF14304F), Color(0xFFE3EEFF)),
    Nada.PERHATIAN to WarnaNada(Color(0xFF4A3500), Color(0xFFFFF0CC)),
    Nada.BAHAYA to WarnaNada(Color(0xFF6B0006), Color(0xFFFFEDEA)),
)

private val LocalNada = staticCompositionLocalOf { NadaTerang }

@Composable
fun warna(nada: Nada): WarnaNada = LocalNada.current.getValue(nada)

/** Two sizes above Material's own: many read without their glasses. Letters so large need no air between them, and long words no break. */
private val Huruf = Typography().run {
    copy(
        headlineMedium = headlineMedium.copy(fontSize = 30.sp, lineHeight = 38.sp),
        titleLarge = titleLarge.copy(fontSize = 24.sp, lineHeight = 32.sp),
        titleMedium = titleMedium.copy(fontSize = 20.sp, lineHeight = 28.sp),
        bodyLarge = bodyLarge.copy(fontSize = 18.sp, lineHeight = 28.sp, letterSpacing = 0.sp),
        bodyMedium = bodyMedium.copy(fontSize = 16.sp, lineHeight = 24.sp, letterSpacing = 0.sp),
        labelLarge = labelLarge.copy(fontSize = 18.sp, lineHeight = 24.sp),
        bodySmall = bodySmall.copy(fontSize = 16.sp, lineHeight = 24.sp, letterSpacing = 0.sp),
        labelMedium = labelMedium.copy(fontSize = 16.sp, lineHeight = 22.sp),
    )
}

@Composable
fun Tema(gelap: Boolean = isSystemInDarkTheme(), isi: @Composable () -> Unit) {
    CompositionLocalProvider(LocalNada provides if (gelap) NadaGelap else NadaTerang) {
        MaterialTheme(colorScheme = if (gelap) Gelap else Terang, typography = Huruf, content = isi)
    }
}
