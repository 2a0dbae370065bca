#!/usr/bin/env bash
# Library:   WordPress 6.1.9 (Debian: wordpress and php-cli), as a consumer of oEmbed answers
# Guess:     A frame that speaks WordPress' messages ("height", "link") is heard in a post: its height is set, and its
#            links are followed, which the sandbox around it does not allow by itself.
# Behaviour: The script that hears them is put into a page only where a <blockquote> precedes the frame. An answer of one
#            <iframe> gets the same sandbox and secret, but no script: its links are dead, and it is told nothing.
# Meaning:   Begin the answer's html with <blockquote><a href=…>…</a></blockquote>. WordPress drops every attribute of it,
#            so "hidden" keeps it out of sight elsewhere.
# Seen:      a frame alone: sandboxed, no quotation, script not loaded
#            a hidden quotation and a frame: sandboxed, a visible quotation, script loaded
set -eu
[ -e /usr/share/wordpress/wp-load.php ] && command -v php > /dev/null || { echo "apt install wordpress php-cli"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > expected <<'END'
a frame alone: sandboxed, no quotation, script not loaded
a hidden quotation and a frame: sandboxed, a visible quotation, script loaded
END
cat > look.php <<'END'
<?php
// The functions of WordPress that filter an answer, and that decide on the script, without a database.
define('ABSPATH', '/usr/share/wordpress/');
define('WPINC', 'wp-includes');
define('WP_DEBUG', false);
define('WP_CONTENT_DIR', sys_get_temp_dir());
foreach (array('version', 'load', 'default-constants', 'plugin', 'functions', 'pomo/mo', 'l10n', 'formatting', 'kses', 'pluggable', 'link-template', 'option',
    'http', 'class-wp-dependencies', 'class-wp-dependency', 'class-wp-scripts', 'functions.wp-scripts', 'class-wp-oembed',
    'embed') as $file) {
    require_once ABSPATH . WPINC . "/$file.php";
}
do_action('init');
add_action('wp_head', 'wp_oembed_add_host_js');
add_filter('pre_option', fn($value, $name) => in_array($name, array('siteurl', 'home')) ? 'http://blog.test' : '', 10, 2);
$page = 'https://site.test/@ada';
$frame = '<iframe src="https://site.test/@ada/embed" width="600" height="700" title="Ada"></iframe>';
$quotation = '<blockquote hidden><a href="https://site.test/@ada">Ada</a></blockquote>';
foreach (array('a frame alone' => $frame, 'a hidden quotation and a frame' => $quotation . $frame) as $words => $html) {
    $GLOBALS['wp_scripts'] = new WP_Scripts();
    wp_register_script('wp-embed', '/wp-embed.js');
    $shown = wp_filter_oembed_result($html, (object) array('type' => 'rich'), $page);
    wp_maybe_enqueue_oembed_host_js($shown);
    $quoted = preg_match('/<blockquote class="wp-embedded-content"[^>]*>/', $shown, $found);
    printf("%s: %s, %s, script %s\n", $words,
        str_contains($shown, 'sandbox="allow-scripts"') ? 'sandboxed' : 'free',
        $quoted ? (str_contains($found[0], 'hidden') ? 'a hidden quotation' : 'a visible quotation') : 'no quotation',
        wp_script_is('wp-embed') ? 'loaded' : 'not loaded');
}
END
timeout 60 php -d display_errors=stderr look.php > seen
cat seen
diff expected seen
